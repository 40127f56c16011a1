package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Agent.Challenge;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.fault.FaultPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Wherever the process dies on the way of a payment, it ends with the order or with the money
/// back, never with neither and never with both.
class AgentCrashTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perTest();
  @TempDir static Path data;

  private static final String PATH = "/agent/orders";
  private static final int MOST = 5_000_00;
  private static final int FEE = 100;

  static Stream<FaultPoint> points() {
    return Stream.of(FaultPoint.values()).filter(FaultPoint::isOfPayments);
  }

  /// A server in a process of its own.
  private record Life(Process process, String url) implements AutoCloseable {

    static Life start(List<String> options) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.addAll(
          List.of(
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              "dev.brass.server.Main",
              "up"));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder
          .environment()
          .putAll(
              Map.of(
                  "BRASS_PORT", "0",
                  "BRASS_DATA", data.toString(),
                  "BRASS_DATABASE_URL", database.url()));
      Process process = builder.start();
      BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
      String line = lines.readLine();
      while (line != null && !line.startsWith("ready ")) {
        line = lines.readLine();
      }
      assertThat(line).as("the server does not start").isNotNull();
      Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
      return new Life(process, line.substring("ready ".length()).strip());
    }

    Client client() {
      return new Client(url, Map.of());
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  @ParameterizedTest
  @MethodSource("points")
  void itEndsWithTheOrderOrWithTheMoneyBack(FaultPoint point) throws Exception {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.put("max_price", MOST);
    String body = order.toString();
    String credential;
    Challenge challenge;
    try (Life doomed = Life.start(List.of("-Dbrass.fault=" + point + ":1"))) {
      challenge = Agent.challenges(doomed.client().post(PATH, body)).getFirst();
      credential = challenge.answer("local-ok");
      Client payer = doomed.client().with("Authorization", credential);
      if (point == FaultPoint.PAYMENT_RETURNED) {
        payer.post(PATH, body).has(201);
      } else {
        assertThatThrownBy(() -> payer.post(PATH, body)).isInstanceOf(UncheckedIOException.class);
      }
      assertThat(doomed.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    try (Life next = Life.start(List.of())) {
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
