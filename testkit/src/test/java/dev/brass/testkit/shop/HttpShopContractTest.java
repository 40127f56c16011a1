package dev.brass.testkit.shop;

import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.testkit.ConnectorContract;
import dev.brass.testkit.Refusal;
import dev.brass.testkit.Situation;
import dev.brass.testkit.Subject;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.TestStore;
import dev.brass.testkit.World;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class HttpShopContractTest {

  @TestFactory
  Stream<DynamicNode> contract() {
    return ConnectorContract.of(new HttpShopSubject());
  }

  /// Each situation at a shop of its own.
  private record HttpShopSubject() implements Subject {

    private static final Connector CONNECTOR = new HttpShopConnector();

    @Override
    public Connector connector() {
      return CONNECTOR;
    }

    @Override
    public World open(Situation situation) {
      HttpShop shop = HttpShop.open(TestClock.atStart());
      World world = world(shop, "widget");
      return switch (situation) {
        case ACCEPTS -> world;
        case REFUSES -> {
          shop.always(Treatment.REFUSE);
          yield world;
        }
        case SOLD_OUT -> world.buys(TestOrder.of("sold-out-widget").quantity(2));
        case PRICE_JUMPS -> {
          shop.jumpsBy(1);
          yield world;
        }
        case OTHER_CURRENCY -> {
          shop.sellsFor(1200, "JPY");
          yield world.total(Money.of(2400, "JPY"));
        }
        case UNKNOWN_ERROR -> {
          shop.always(Treatment.REFUSE).refusesWith(Situation.UNHEARD_OF_CODE);
          yield world;
        }
        case SHOWS_ANOTHERS_ORDER -> {
          shop.showsEverything();
          yield world;
        }
        case SHIPS, TOO_LATE_TO_CANCEL -> world.onSettle(shop::shipAll);
        case RETAILER_CANCELS -> world.onSettle(shop::cancelAll);
        case NOT_SENT,
            TIMES_OUT_AFTER_SEND,
            DROPS_AFTER_SEND,
            SERVER_ERROR,
            GARBLED_REPLY,
            SLOW,
            UNKNOWN_FIELDS ->
            world.breaking(situation);
        case NEEDS_ACTION -> throw new AssertionError("named in cannot()");
      };
    }

    @Override
    public List<Refusal> refusals() {
      return List.of(
          new Refusal("declined", ErrorCode.CREDIT_CARD_DECLINED, () -> open(Situation.REFUSES)),
          new Refusal("sold_out", ErrorCode.PRODUCT_UNAVAILABLE, () -> open(Situation.SOLD_OUT)));
    }

    @Override
    public Map<Situation, String> cannot() {
      return Map.of(Situation.NEEDS_ACTION, "the shop asks nobody");
    }

    private static World world(HttpShop shop, String product) {
      return World.of(TestStore.named("http-shop").setting("url", shop.url()).build())
          .buys(TestOrder.of(product).quantity(2))
          .total(Money.of(2000, "USD"))
          .countsOrders(shop::orders)
          .page(URI.create(shop.url() + "/p/" + product))
          .closes(shop);
    }
  }
}
