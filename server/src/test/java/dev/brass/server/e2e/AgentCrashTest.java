package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Agent.Challenge;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.fault.FaultPoint;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Wherever the process dies on the way of a payment, it ends with the order or with the money
/// back, never with neither and never with both.
@Execution(ExecutionMode.CONCURRENT)
class AgentCrashTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perTest();
  @TempDir static Path data;

  private static final String PATH = "/agent/orders";
  private static final int MOST = 5_000_00;
  private static final int FEE = 100;

  static Stream<FaultPoint> points() {
    return Stream.of(FaultPoint.values()).filter(FaultPoint::isOfPayments);
  }

  @Execution(ExecutionMode.SAME_THREAD)
  @ParameterizedTest
  @MethodSource("points")
  void itEndsWithTheOrderOrWithTheMoneyBack(FaultPoint point) throws Exception {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.put("max_price", MOST);
    String body = order.toString();
    String credential;
    Challenge challenge;
    try (ServerLife doomed = ServerLife.start(data, database, Map.of(), point)) {
      challenge = Agent.challenges(doomed.client().post(PATH, body)).getFirst();
      credential = challenge.answer("local-ok");
      Client payer = doomed.client().with("Authorization", credential);
      if (point == FaultPoint.PAYMENT_RETURNED) {
        payer.post(PATH, body).has(201);
      } else {
        assertThatThrownBy(() -> payer.post(PATH, body)).isInstanceOf(UncheckedIOException.class);
      }
      doomed.awaitDeath();
    }
    try (ServerLife next = ServerLife.start(data, database, Map.of(), null)) {
      boolean bought = point != FaultPoint.PAYMENT_BEGUN;
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(ending()).isEqualTo(bought ? "Bought" : "Refused"));
      Answer again = next.client().with("Authorization", credential).post(PATH, body);
      if (!bought) {
        again.has(402);
        assertThat(number("select count(*) from local_charge where state = 'paid'")).isZero();
        assertThat(number("select count(*) from orders")).isZero();
        assertThat(number("select count(*) from wallet_transfer")).isZero();
      } else {
        again.has(409);
        Client holder =
            next.client().with("Authorization", "Bearer " + again.headers().get("x-api-key"));
        Answer placed =
            holder.until(
                "/orders/" + again.text("/error/details/order_id"),
                a -> a.text("/status").equals("order_placed"));
        long total = placed.json().at("/job_result/price_components/total").asLong();
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () ->
                    assertThat(number("select amount - refunded from local_charge"))
                        .isEqualTo(total + FEE));
        assertThat(number("select count(*) from local_charge")).isEqualTo(1);
        assertThat(number("select count(*) from orders")).isEqualTo(1);
        assertThat(number("select sum(amount) from wallet_transfer where kind = 'top_up'"))
            .isEqualTo(MOST + FEE);
        assertThat(number("select sum(amount) from wallet_transfer where kind = 'withdrawal'"))
            .isEqualTo(MOST - total);
      }
      assertThat(number("select coalesce(sum(posted), 0) from wallet_balance")).isZero();
    }
  }

  private static String ending() {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select state ->> 'is' from agent_payment")
                    .mapTo(String.class)
                    .one());
  }

  private static long number(String sql) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
