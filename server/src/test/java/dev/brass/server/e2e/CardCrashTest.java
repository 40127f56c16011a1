package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.fault.FaultPoint;
import dev.brass.testkit.stripe.FakePayment;
import dev.brass.testkit.stripe.FakeStripe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Wherever the process dies on the way of an order by card, one card is charged once, for one
/// order.
@Execution(ExecutionMode.CONCURRENT)
class CardCrashTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perTest();
  @TempDir static Path data;

  static Stream<FaultPoint> points() {
    return Stream.of(FaultPoint.values()).filter(FaultPoint::isOfCards);
  }

  private static Client client(ServerLife life) throws IOException {
    JsonNode keys = Client.JSON.readTree(Files.readString(data.resolve("keys.json")));
    return life.client().with("Authorization", "Bearer " + keys.get("api_key").asString());
  }

  @Execution(ExecutionMode.SAME_THREAD)
  @ParameterizedTest
  @MethodSource("points")
  void oneCardIsChargedOnceForOneOrder(FaultPoint point) throws Exception {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.put("max_price", 500_000).put("idempotency_key", "once");
    order.putObject("payment").put("mode", "card").put("payment_method", "pm_card_visa");
    try (FakeStripe stripe = new FakeStripe(InstantSource.system())) {
      Map<String, String> settings =
          Map.of(
              "BRASS_STRIPE_SECRET_KEY",
              FakeStripe.KEY,
              "BRASS_STRIPE_BASE",
              stripe.base().toString());
      try (ServerLife doomed = ServerLife.start(data, database, settings, point)) {
        Client client = client(doomed);
        if (point == FaultPoint.CARD_CAPTURED) {
          client.post("/orders", order).has(201);
        } else {
          assertThatThrownBy(() -> client.post("/orders", order))
              .isInstanceOf(UncheckedIOException.class);
        }
        doomed.awaitDeath();
      }
      try (ServerLife next = ServerLife.start(data, database, settings, null)) {
        Client client = client(next);
        // It makes the order if the job has not yet.
        assertThat(client.post("/orders", order).status()).isIn(201, 409);
        JsonNode placed =
            client
                .until("/orders", a -> a.text("/orders/0/payment/state").equals("captured"))
                .json();
        assertThat(placed.get("orders")).hasSize(1);
        assertThat(stripe.payments()).hasSize(1);
        FakePayment charged = stripe.payments().getFirst();
        assertThat(charged.received())
            .isEqualTo(placed.at("/orders/0/payment/captured_cents").asLong())
            .isPositive();
      }
    }
  }
}
