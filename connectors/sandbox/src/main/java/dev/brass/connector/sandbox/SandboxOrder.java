package dev.brass.connector.sandbox;

import dev.brass.spi.AttemptId;
import dev.brass.spi.BoughtItem;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Variant;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An entry of the marketplace's order book. Immutable; it holds nothing secret.
///
/// @param entry the position in the book, growing
/// @param attempt the buyer's reference
/// @param orderId the buyer's order
/// @param number the merchant order's number
/// @param store the code of the store that bought
/// @param account e-mail of the account that bought; null for a guest
/// @param hidden whether look-ups must not tell that the order exists
/// @param cancelWishedAt when its buyer first wanted it cancelled and was told to wait; null if
///     never
/// @param cancellation null while the order is live
public record SandboxOrder(
    long entry,
    AttemptId attempt,
    UUID orderId,
    SandboxRetailer retailer,
    String number,
    String store,
    @Nullable String account,
    Instant placedAt,
    PriceComponents price,
    List<BoughtLine> lines,
    ShipTo shipTo,
    Wishes wishes,
    Course course,
    boolean hidden,
    @Nullable Instant cancelWishedAt,
    @Nullable Cancellation cancellation) {

  /// How long a retailer thinks about a wish that it does not decide at once.
  static final Duration DECISION = Duration.ofMinutes(30);

  public SandboxOrder {
    lines = List.copyOf(lines);
  }

  /// A line as it was sold.
  ///
  /// @param unitPrice in minor units of the order's currency
  /// @param shipTo where it goes; null for where the order goes
  public record BoughtLine(
      String productId,
      String offerId,
      String sellerId,
      int quantity,
      long unitPrice,
      List<Variant> variants,
      @Nullable ShipTo shipTo) {
    public BoughtLine {
      variants = List.copyOf(variants);
    }
  }

  /// Where an order goes.
  public record ShipTo(
      String name,
      String line1,
      @Nullable String line2,
      String city,
      @Nullable String state,
      String postalCode,
      String country) {}

  /// What else the order asked for.
  ///
  /// @param payment the kind only: `card`, `gift_balance`, `store_default`
  /// @param shippingOptionId the way to ship that was bought
  /// @param promoCodes the codes that counted
  public record Wishes(
      String payment,
      String shippingOptionId,
      boolean gift,
      @Nullable String giftMessage,
      @Nullable String poNumber,
      List<String> promoCodes) {
    public Wishes {
      promoCodes = List.copyOf(promoCodes);
    }
  }

  /// What happens to an order once it is placed.
  ///
  /// @param shipAfter from placing to shipping
  /// @param deliverAfter from placing to delivery
  /// @param partial whether it goes in two parcels, one after the other
  /// @param lost whether the parcel is last seen half-way
  /// @param cancelAfter when the retailer calls it off; null when it does not. An order that will
  ///     be called off is never shipped
  /// @param wish what becomes of the buyer's wish to cancel before it is shipped
  /// @param returns what becomes of the buyer's wish to send something back
  public record Course(
      Duration shipAfter,
      Duration deliverAfter,
      boolean partial,
      boolean lost,
      @Nullable Duration cancelAfter,
      Decision wish,
      Decision returns) {

    static final Course USUAL =
        new Course(
            Duration.ofHours(2),
            Duration.ofDays(2),
            false,
            false,
            null,
            Decision.GRANTED,
            Decision.GRANTED);
  }

  /// How the retailer takes a wish of the buyer.
  public enum Decision {
    /// At once.
    GRANTED,
    /// It decides half an hour later, and then grants it. An order that is to be cancelled is not
    /// shipped meanwhile.
    GRANTED_LATER,
    /// It decides half an hour later, and then does not grant it.
    REFUSED_LATER,
    /// At once, not.
    REFUSED
  }

  /// The end of an order that was called off.
  ///
  /// @param by `buyer` or `retailer`
  public record Cancellation(Instant at, String by, String reason) {}

  /// This order as the book has it.
  SandboxOrder written(long entry, String number) {
    return new SandboxOrder(
        entry,
        attempt,
        orderId,
        retailer,
        number,
        store,
        account,
        placedAt,
        price,
        lines,
        shipTo,
        wishes,
        course,
        hidden,
        cancelWishedAt,
        cancellation);
  }

  Instant shipsAt() {
    return placedAt.plus(course.shipAfter());
  }

  Instant arrivesAt() {
    return placedAt.plus(course.deliverAfter());
  }

  /// When the retailer decides about its buyer's wish to cancel; null when it need not.
  @Nullable Instant cancelDecidedAt() {
    return cancelWishedAt == null ? null : cancelWishedAt.plus(DECISION);
  }

  /// Whether its retailer holds it back: a wish to cancel waits for an answer, or was granted.
  boolean isHeldBack(Instant now) {
    Instant decided = cancelDecidedAt();
    return decided != null && (now.isBefore(decided) || course.wish() == Decision.GRANTED_LATER);
  }

  /// When the retailer calls it off; null when it does not.
  @Nullable Instant calledOffAt() {
    return course.cancelAfter() == null ? null : placedAt.plus(course.cancelAfter());
  }

  /// The ids of what was bought, each once per unit.
  List<String> units() {
    return units(lines);
  }

  static List<String> units(List<BoughtLine> lines) {
    List<String> units = new ArrayList<>();
    for (BoughtLine line : lines) {
      for (int i = 0; i < line.quantity(); i++) {
        units.add(line.productId());
      }
    }
    return units;
  }

  /// The page of this order at its retailer. It names the attempt, because numbers may repeat.
  URI page() {
    return URI.create(
        "https://sandbox.brass.test/%s/orders/%s/%s".formatted(retailer.code(), number, attempt));
  }

  /// What the buyer is told.
  Placement placement() {
    return new Placement(
        List.of(
            new MerchantOrder(
                number,
                store,
                account,
                placedAt,
                lines.stream().map(BoughtLine::productId).distinct().toList(),
                arrivesAt().atOffset(ZoneOffset.UTC).toLocalDate(),
                page())),
        price,
        lines.stream().map(this::item).toList());
  }

  private BoughtItem item(BoughtLine line) {
    return new BoughtItem(
        line.productId(),
        line.quantity(),
        new Money(line.unitPrice(), price.total().currency()),
        line.sellerId());
  }

  /// The lines by where they go, in the order in which the places are first named.
  Map<ShipTo, List<BoughtLine>> byDestination() {
    Map<ShipTo, List<BoughtLine>> destinations = new LinkedHashMap<>();
    for (BoughtLine line : lines) {
      ShipTo to = line.shipTo() == null ? shipTo : line.shipTo();
      destinations.computeIfAbsent(to, _ -> new ArrayList<>()).add(line);
    }
    return destinations;
  }
}
