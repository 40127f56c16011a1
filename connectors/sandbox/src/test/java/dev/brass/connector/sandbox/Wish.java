package dev.brass.connector.sandbox;

import dev.brass.spi.Address;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.Payment;
import dev.brass.spi.PromoCode;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Secret;
import dev.brass.spi.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a test orders: the order of seed 002 (Create an order), changed as the test wants.
record Wish(
    List<Line> lines,
    Address shipTo,
    @Nullable Address billTo,
    Payment payment,
    @Nullable Gift gift,
    List<PromoCode> promoCodes,
    @Nullable String poNumber,
    Map<String, Object> notes) {

  static final Address SHIP_TO =
      new Address(
          "Tim",
          "Beaver",
          "77 Massachusetts Avenue",
          "",
          "Cambridge",
          "MA",
          "02139",
          "US",
          "5551230101",
          null);

  static final Address BILL_TO =
      new Address(
          "William",
          "Rogers",
          "84 Massachusetts Ave",
          "",
          "Cambridge",
          "MA",
          "02139",
          "US",
          "5551234567",
          null);

  Wish {
    lines = List.copyOf(lines);
    promoCodes = List.copyOf(promoCodes);
    notes = Map.copyOf(notes);
  }

  /// The documents' order with one unit of another product, without options or gift wrapping.
  static Wish of(String productId) {
    return new Wish(
        List.of(new Line(productId, null, 1, List.of())),
        SHIP_TO,
        BILL_TO,
        card("5555555555554444"),
        null,
        List.of(),
        null,
        Map.of());
  }

  /// The documents' order as it is printed.
  static Wish documented() {
    return of(DocumentedProduct.ID)
        .variant("color", "Red")
        .gift(new Gift("Here is your package, Tim! Enjoy!", false));
  }

  static Payment card(String number) {
    return card(number, "123", 1, 2015);
  }

  static Payment card(String number, String securityCode, int month, int year) {
    return new Payment.Card(
        "Ben Bitdiddle", Secret.of(number), Secret.of(securityCode), month, year);
  }

  Wish and(String productId) {
    List<Line> more = new ArrayList<>(lines);
    more.add(new Line(productId, null, 1, List.of()));
    return new Wish(more, shipTo, billTo, payment, gift, promoCodes, poNumber, notes);
  }

  Wish quantity(int quantity) {
    Line last = lines.getLast();
    return last(new Line(last.productId(), last.offerId(), quantity, last.variants()));
  }

  Wish offer(String offerId) {
    Line last = lines.getLast();
    return last(new Line(last.productId(), offerId, last.quantity(), last.variants()));
  }

  Wish variant(String dimension, String value) {
    Line last = lines.getLast();
    List<Variant> variants = new ArrayList<>(last.variants());
    variants.add(new Variant(dimension, value));
    return last(new Line(last.productId(), last.offerId(), last.quantity(), variants));
  }

  Wish to(Address address) {
    return new Wish(lines, address, billTo, payment, gift, promoCodes, poNumber, notes);
  }

  /// To the same person in another place.
  Wish to(String line1, String city, @Nullable String state, String postalCode, String country) {
    return to(
        new Address("Tim", "Beaver", line1, null, city, state, postalCode, country, null, null));
  }

  Wish billTo(@Nullable Address address) {
    return new Wish(lines, shipTo, address, payment, gift, promoCodes, poNumber, notes);
  }

  Wish paidBy(Payment other) {
    return new Wish(lines, shipTo, billTo, other, gift, promoCodes, poNumber, notes);
  }

  Wish gift(@Nullable Gift wanted) {
    return new Wish(lines, shipTo, billTo, payment, wanted, promoCodes, poNumber, notes);
  }

  Wish promo(String code, boolean optional) {
    List<PromoCode> more = new ArrayList<>(promoCodes);
    more.add(new PromoCode(code, optional));
    return new Wish(lines, shipTo, billTo, payment, gift, more, poNumber, notes);
  }

  Wish poNumber(String number) {
    return new Wish(lines, shipTo, billTo, payment, gift, promoCodes, number, notes);
  }

  Wish scenario(Object scenario) {
    return new Wish(
        lines, shipTo, billTo, payment, gift, promoCodes, poNumber, Map.of("scenario", scenario));
  }

  QuoteRequest request(UUID orderId, AttemptId attempt) {
    return new QuoteRequest(
        orderId, attempt, lines, shipTo, billTo, payment, gift, promoCodes, poNumber, notes);
  }

  /// The question of an order of its own.
  QuoteRequest request() {
    return request(UUID.randomUUID(), new AttemptId(UUID.randomUUID()));
  }

  private Wish last(Line line) {
    List<Line> changed = new ArrayList<>(lines.subList(0, lines.size() - 1));
    changed.add(line);
    return new Wish(changed, shipTo, billTo, payment, gift, promoCodes, poNumber, notes);
  }
}
