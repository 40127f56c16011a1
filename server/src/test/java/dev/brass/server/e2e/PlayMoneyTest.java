package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.testkit.stripe.FakeStripe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// Play money buys at sandbox stores and at no real one: the rail `local`, and cards and tokens of
/// Stripe's test mode, in the development profile beside a real store.
class PlayMoneyTest {

  private static final FakeStripe STRIPE = new FakeStripe(InstantSource.system());
  private static final String REAL = "https://shop.example/p/product-1";
  private static final String SANDBOX = "https://www.amazon.com/dp/B0PLAY0001";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(settings());

  private static Map<String, String> settings() {
    try {
      Path file =
          Files.writeString(
              Files.createTempFile("brass-stores-", ".yaml"),
              """
              profile: development
              stores:
                - { code: shop, platform: instant, hosts: shop.example, paid-by: operator,
                    settings: { host: shop.example } }
              """);
      file.toFile().deleteOnExit();
      Map<String, String> settings = new HashMap<>(STRIPE.agentSettings());
      settings.put("config", file.toString());
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void close() {
    STRIPE.close();
  }

  private static ObjectNode order(String page) {
    return CurrentRequests.order(page).put("max_price", 250_000);
  }

  @Test
  void agentsAreOfferedNoWayToPayARealStoreWithPlayMoney() {
    Client anyone = server.running().stranger();
    anyone.post("/agent/orders", order(SANDBOX)).has(402);
    Answer refused = anyone.post("/agent/orders", order(REAL)).has(404);
    assertThat(refused.text("/error/details/reason")).isEqualTo("play_money");
    assertThat(refused.headers()).doesNotContainKey("www-authenticate");
  }

  @Test
  void cardsOfTestModeBuyAtNoRealStore() {
    Client client = Customer.of(server.running()).live();
    ObjectNode order = order(REAL);
    order.putObject("payment").put("mode", "card").put("payment_method", "pm_card_visa");
    Answer refused = client.post("/orders", order).has(400);
    assertThat(refused.text("/error/details/reason")).isEqualTo("play_money");
    assertThat(STRIPE.payments()).isEmpty();
  }

  @Test
  void keysOfTestModeDoNotKnowRealStores() {
    Answer refused = Customer.of(server.running()).test().post("/orders", order(REAL));
    assertThat(refused.status()).isBetween(400, 499);
  }
}
