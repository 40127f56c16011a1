package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.MagicValue.Effect;
import dev.brass.connector.sandbox.MagicValue.Where;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Connector;
import dev.brass.spi.Money;
import dev.brass.testkit.Refusal;
import dev.brass.testkit.Situation;
import dev.brass.testkit.Subject;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.TestStore;
import dev.brass.testkit.World;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A retailer of the marketplace as the contract tries it.
///
/// @param goods what is bought there
/// @param abroad what is bought at a retailer of the same platform in another currency; null where
///     there is none
record SandboxSubject(SandboxMarketplace marketplace, Goods goods, @Nullable Goods abroad)
    implements Subject {

  private static final String NO_WIRE = "the marketplace is not reached over HTTP";

  /// Two units of a product, with prices that are written down here and not asked for.
  ///
  /// @param total with the first way to ship, to the testkit's address
  record Goods(SandboxRetailer retailer, String productId, Money unitPrice, Money total) {}

  @Override
  public Connector connector() {
    return marketplace.connectors().stream()
        .filter(it -> it.platform().equals(goods.retailer().platform().code()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public World open(Situation situation) {
    return switch (situation) {
      case ACCEPTS -> world(goods);
      case OTHER_CURRENCY -> {
        if (abroad == null) {
          throw new AssertionError("there is no other currency");
        }
        yield world(abroad);
      }
      case REFUSES -> world("refuse");
      case SOLD_OUT -> world(goods, TestOrder.of("STOCK-0"));
      case PRICE_JUMPS -> world("price_jump");
      case TIMES_OUT_AFTER_SEND -> world("commit_then_timeout");
      case SLOW -> world(Map.of("slow", "PT60S"));
      case NEEDS_ACTION -> world("needs_action");
      case SHIPS -> later(world(goods), Duration.ofDays(2));
      case TOO_LATE_TO_CANCEL -> later(world(goods), Duration.ofHours(2));
      case RETAILER_CANCELS -> later(world("retailer_cancels"), Duration.ofHours(1));
      case NOT_SENT,
          DROPS_AFTER_SEND,
          SERVER_ERROR,
          GARBLED_REPLY,
          UNKNOWN_FIELDS,
          UNKNOWN_ERROR,
          SHOWS_ANOTHERS_ORDER ->
          throw new AssertionError(situation + " cannot be brought about");
    };
  }

  @Override
  public Map<Situation, String> cannot() {
    Map<Situation, String> cannot = new EnumMap<>(Situation.class);
    for (Situation situation :
        List.of(
            Situation.NOT_SENT,
            Situation.DROPS_AFTER_SEND,
            Situation.SERVER_ERROR,
            Situation.GARBLED_REPLY,
            Situation.UNKNOWN_FIELDS,
            Situation.UNKNOWN_ERROR)) {
      cannot.put(situation, NO_WIRE);
    }
    cannot.put(
        Situation.SHOWS_ANOTHERS_ORDER, "the order book is looked up by the attempt and no other");
    if (abroad == null) {
      cannot.put(Situation.OTHER_CURRENCY, "all retailers of this platform charge US dollars");
    }
    return cannot;
  }

  /// Every product id that is refused outright; a retailer that sells nothing refuses only what
  /// nobody has.
  @Override
  public List<Refusal> refusals() {
    boolean sells = goods.retailer().platform() != RetailerPlatform.CATALOGUE;
    return MagicValue.all().stream()
        .filter(it -> it.where() == Where.PRODUCT_ID)
        .filter(
            it ->
                it.effect() == Effect.NOT_SOLD
                    || (sells
                        && (it.effect() == Effect.REFUSES_QUOTE
                            || it.effect() == Effect.REFUSES_PLACING)))
        .map(it -> new Refusal(it.value(), it.code(), () -> world(goods, TestOrder.of(it.value()))))
        .toList();
  }

  private World world(Object scenario) {
    return world(goods, order(goods).note("scenario", scenario));
  }

  private World world(Goods bought) {
    return world(bought, order(bought));
  }

  private World world(Goods bought, TestOrder order) {
    SandboxRetailer retailer = bought.retailer();
    return World.of(TestStore.named(retailer.code()).setting("retailer", retailer.code()).build())
        .buys(order)
        .unitPrice(bought.unitPrice())
        .total(bought.total())
        .query("usb hub")
        .page(retailer.page(bought.productId()))
        .unknownProduct("ERR-expired_product_id")
        .countsOrders(this::orders);
  }

  private int orders(AttemptId attempt) {
    return marketplace.countOrders(List.of(attempt)).getOrDefault(attempt, 0);
  }

  private static TestOrder order(Goods bought) {
    return TestOrder.of(bought.productId()).quantity(2);
  }

  private static World later(World world, Duration time) {
    return world.onSettle(() -> world.store().clock().advance(time));
  }
}
