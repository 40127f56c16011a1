package dev.brass.testkit;

import dev.brass.spi.Address;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.Payment;
import dev.brass.spi.PromoCode;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Secret;
import dev.brass.spi.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What tests order: one unit of one product, to an address in Illinois, by a card with canary
/// secrets, unless told otherwise. Immutable.
///
/// @param gift null when it is no gift
public record TestOrder(
    List<Line> lines,
    Address shipTo,
    Payment payment,
    @Nullable Gift gift,
    List<PromoCode> promoCodes,
    Map<String, Object> notes) {
  /// Where tests have things sent.
  public static final Address ADDRESS =
      new Address(
          "Jane",
          "Doe",
          "123 Main Street",
          "Apt 4",
          "Springfield",
          "IL",
          "62701",
          "US",
          "+1 217 555 0123",
          null);

  /// A card that passes the check digit test and belongs to nobody.
  public static final Payment.Card CARD =
      new Payment.Card("Jane Doe", Secret.of("4012888888881881"), Secret.of("417"), 12, 2031);

  public TestOrder {
    lines = List.copyOf(lines);
    promoCodes = List.copyOf(promoCodes);
    notes = Map.copyOf(notes);
  }

  public static TestOrder of(String productId) {
    return new TestOrder(
        List.of(new Line(productId, null, 1, List.of())), ADDRESS, CARD, null, List.of(), Map.of());
  }

  /// The order with its last line's quantity changed.
  public TestOrder quantity(int quantity) {
    Line last = lines.getLast();
    return lastLine(new Line(last.productId(), last.offerId(), quantity, last.variants()));
  }

  /// The order with its last line bought from that offer.
  public TestOrder offer(String offerId) {
    Line last = lines.getLast();
    return lastLine(new Line(last.productId(), offerId, last.quantity(), last.variants()));
  }

  /// The order with one more option chosen in its last line.
  public TestOrder variant(String dimension, String value) {
    Line last = lines.getLast();
    List<Variant> variants = new ArrayList<>(last.variants());
    variants.add(new Variant(dimension, value));
    return lastLine(new Line(last.productId(), last.offerId(), last.quantity(), variants));
  }

  /// The order with one more line: one unit of that product.
  public TestOrder and(String productId) {
    List<Line> more = new ArrayList<>(lines);
    more.add(new Line(productId, null, 1, List.of()));
    return new TestOrder(more, shipTo, payment, gift, promoCodes, notes);
  }

  public TestOrder to(Address address) {
    return new TestOrder(lines, address, payment, gift, promoCodes, notes);
  }

  public TestOrder paidBy(Payment newPayment) {
    return new TestOrder(lines, shipTo, newPayment, gift, promoCodes, notes);
  }

  public TestOrder asGift(@Nullable String message) {
    return new TestOrder(lines, shipTo, payment, new Gift(message, true), promoCodes, notes);
  }

  public TestOrder promoCode(PromoCode code) {
    List<PromoCode> more = new ArrayList<>(promoCodes);
    more.add(code);
    return new TestOrder(lines, shipTo, payment, gift, more, notes);
  }

  /// The order with one more entry in [QuoteRequest#notes], where the sandbox finds its scenario.
  public TestOrder note(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(notes);
    more.put(name, value);
    return new TestOrder(lines, shipTo, payment, gift, promoCodes, more);
  }

  /// The question what it costs. The same attempt gives the same order id.
  public QuoteRequest request(AttemptId attempt) {
    return new QuoteRequest(
        UUID.nameUUIDFromBytes(("order of " + attempt).getBytes(StandardCharsets.UTF_8)),
        attempt,
        lines,
        shipTo,
        shipTo,
        payment,
        gift,
        promoCodes,
        null,
        notes);
  }

  private TestOrder lastLine(Line line) {
    List<Line> changed = new ArrayList<>(lines.subList(0, lines.size() - 1));
    changed.add(line);
    return new TestOrder(changed, shipTo, payment, gift, promoCodes, notes);
  }
}
