package dev.brass.testkit;

import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.StoreException;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.InstantShop;
import dev.brass.testkit.instant.Placing;
import dev.brass.testkit.instant.RepeatingInstantConnector;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The instant connector, or one that breaks it, at shops of its own.
final class InstantSubject implements Subject {
  private static final TestOrder ORDER = TestOrder.of("widget").quantity(2);

  private final InstantConnector instant;
  private final Connector connector;
  private final AtomicInteger shops = new AtomicInteger();

  /// @param connector what is judged; sells through the instant connector
  InstantSubject(InstantConnector instant, Connector connector) {
    this.instant = instant;
    this.connector = connector;
  }

  static InstantSubject plain() {
    InstantConnector instant = new InstantConnector();
    return new InstantSubject(instant, instant);
  }

  static InstantSubject repeating() {
    InstantConnector instant = new RepeatingInstantConnector();
    return new InstantSubject(instant, instant);
  }

  @Override
  public Connector connector() {
    return connector;
  }

  @Override
  public World open(Situation situation) {
    InstantShop shop = instant.shop("instant-" + shops.incrementAndGet());
    World world = world(shop);
    return switch (situation) {
      case ACCEPTS -> world;
      case REFUSES -> {
        shop.always(new Placing.Refuse(ErrorCode.CREDIT_CARD_DECLINED.error()));
        yield world;
      }
      case SOLD_OUT -> {
        shop.soldOut("widget");
        yield world;
      }
      case PRICE_JUMPS -> {
        shop.always(new Placing.Dearer(1));
        yield world;
      }
      case OTHER_CURRENCY -> {
        shop.unitPrice(Money.of(1200, "JPY"));
        yield world.unitPrice(Money.of(1200, "JPY")).total(Money.of(2400, "JPY"));
      }
      case NOT_SENT -> {
        shop.next(
            new Placing.ThrowBefore(
                StoreException.notSent("no connection", new IOException("injected"))));
        yield world;
      }
      case TIMES_OUT_AFTER_SEND, DROPS_AFTER_SEND -> {
        shop.next(
            new Placing.ThrowAfter(
                StoreException.answerLost("no answer", new IOException("injected"))));
        yield world;
      }
      case SLOW -> {
        shop.always(new Placing.Hold());
        yield world.closes(shop::release);
      }
      case NEEDS_ACTION -> {
        shop.always(
            new Placing.Act(
                new RequiredAction(
                    RequiredAction.Kind.PAYMENT_CONFIRMATION, "confirm the payment", Map.of())));
        yield world;
      }
      case SHOWS_ANOTHERS_ORDER -> {
        new Buyer(instant).buy(world);
        yield world;
      }
      case SHIPS, TOO_LATE_TO_CANCEL -> world.onSettle(shop::shipAll);
      case RETAILER_CANCELS -> world.onSettle(() -> shop.callOffAll("out of stock after all"));
      case SERVER_ERROR, GARBLED_REPLY, UNKNOWN_FIELDS, UNKNOWN_ERROR ->
          throw new AssertionError("named in cannot()");
    };
  }

  @Override
  public List<Refusal> refusals() {
    return List.of(
        new Refusal("card declined", ErrorCode.CREDIT_CARD_DECLINED, () -> open(Situation.REFUSES)),
        new Refusal("sold out", ErrorCode.PRODUCT_UNAVAILABLE, () -> open(Situation.SOLD_OUT)));
  }

  @Override
  public Map<Situation, String> cannot() {
    String noWire = "the shop lives in this process";
    return Map.of(
        Situation.SERVER_ERROR, noWire,
        Situation.GARBLED_REPLY, noWire,
        Situation.UNKNOWN_FIELDS, noWire,
        Situation.UNKNOWN_ERROR, noWire);
  }

  private static World world(InstantShop shop) {
    return World.of(TestStore.named(shop.code()).setting("host", "shop.example").build())
        .buys(ORDER)
        .unitPrice(Money.of(1000, "USD"))
        .total(Money.of(2000, "USD"))
        .countsOrders(shop::orders)
        .query("widget")
        .page(URI.create("https://shop.example/p/widget"));
  }
}
