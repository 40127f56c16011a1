package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.spi.ErrorCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The proof of every line of `docs/reference/errors.md`: each error is provoked as the page says,
/// through the public API of a running server.
class ErrorReferenceTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("orders.reconcile-attempts", "3", "wallet.mode", "prepaid"));

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Map<BadOrder, Answer> SUBMITTED = new LinkedHashMap<>();

  @BeforeAll
  static void orderEverything() {
    Client classic = server.running().classic();
    List<BadOrder> orders = BadOrder.all();
    for (int i = 0; i < orders.size(); i++) {
      SUBMITTED.put(
          orders.get(i),
          classic.post("/v1/orders", orders.get(i).order("buyer-" + i + "@example.com")));
    }
    Set<BadOrder> unfinished = new HashSet<>(SUBMITTED.keySet());
    unfinished.removeIf(order -> submitted(order).status() != 200);
    // Retries and looks at the store wait for the tenant's clock.
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              classic.advance("PT2H");
              unfinished.removeIf(order -> !code(seen(order)).equals("request_processing"));
              return unfinished.isEmpty();
            });
  }

  private static Answer seen(BadOrder order) {
    return server.running().classic().get("/v1/orders/" + requestId(order));
  }

  private static Answer submitted(BadOrder order) {
    return Objects.requireNonNull(SUBMITTED.get(order));
  }

  private static String requestId(BadOrder order) {
    return submitted(order).text("/request_id");
  }

  private static String code(Answer answer) {
    return answer.text("/code");
  }

  @TestFactory
  Stream<DynamicTest> eachOrderEndsWithItsCode() {
    return SUBMITTED.keySet().stream()
        .map(order -> DynamicTest.dynamicTest(order.how(), () -> endsWithItsCode(order)));
  }

  private static void endsWithItsCode(BadOrder order) {
    Answer submitted = submitted(order);
    if (submitted.status() != 200) {
      // The channel needs no shop to know.
      assertThat(code(submitted)).as(submitted.body()).isEqualTo(order.code().v1Code());
      return;
    }
    Answer answer = seen(order).has(200);
    assertThat(answer.text("/_type")).as(answer.body()).isEqualTo("error");
    assertThat(code(answer)).as(answer.body()).isEqualTo(order.code().v1Code());
    assertThat(answer.text("/message")).isNotBlank();
    if (order.code() != ErrorCode.MANUAL_REVIEW_REQUIRED) {
      Answer current =
          server.running().live().get("/orders/" + CurrentRequests.orderId(requestId(order)));
      assertThat(current.text("/status")).isEqualTo("order_failed");
      assertThat(current.json().at("/job_result/retry_safe").asBoolean())
          .as("whether surely nothing was bought")
          .isEqualTo(order.code() != ErrorCode.ORDER_PROBABLY_PLACED);
      if (order.equals(BadOrder.byProductId(order.code()))) {
        assertThat(current.text("/job_result/error_type")).isEqualTo(order.code().v2ErrorType());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> eachDoorAnswersItsCode() {
    DoorError.Callers callers = callers();
    return DoorError.all().stream()
        .map(error -> DynamicTest.dynamicTest(error.code(), () -> answersItsCode(error, callers)));
  }

  private static void answersItsCode(DoorError error, DoorError.Callers callers) {
    Answer classic = error.asked().apply(callers).has(error.status());
    assertThat(classic.text("/_type")).isEqualTo("error");
    assertThat(code(classic)).as(classic.body()).isEqualTo(error.code());
    DoorError.Current current = error.current();
    if (current != null) {
      Answer answer = current.asked().apply(callers).has(current.status());
      assertThat(answer.text(current.pointer())).as(answer.body()).isEqualTo(current.word());
    }
  }

  private static DoorError.Callers callers() {
    RunningServer running = server.running();
    Client classic = running.classic();
    String stopped = submit(BadOrder.byProductId(ErrorCode.MANUAL_REVIEW_REQUIRED), "stopped");
    String aborted = submit(BadOrder.byProductId(ErrorCode.MANUAL_REVIEW_REQUIRED), "aborted");
    String waiting = submit(BadOrder.byProductId(ErrorCode.INTERNAL_ERROR), "waiting");
    for (String requestId : List.of(stopped, aborted)) {
      classic.until(
          "/v1/orders/" + requestId, answer -> code(answer).equals("manual_review_required"));
    }
    running.operator().post("/admin/tenants/default/orders/" + aborted + "/cancel", "").has(200);
    running
        .live()
        .until(
            "/orders/" + CurrentRequests.orderId(waiting),
            answer -> answer.text("/status").equals("in_progress"));
    return new DoorError.Callers(
        classic,
        running.classic(readKey("client")),
        running.live(),
        running.bearer(readKey("live")),
        running.stranger(),
        waiting,
        stopped,
        aborted);
  }

  private static String submit(BadOrder order, String buyer) {
    return server
        .running()
        .classic()
        .post("/v1/orders", order.order(buyer + "@example.com"))
        .has(200)
        .text("/request_id");
  }

  private static String readKey(String kind) {
    return server
        .running()
        .operator()
        .post(
            "/admin/tenants/default/keys",
            "{\"kind\":\"%s\",\"name\":\"reader\",\"scope\":\"read\"}".formatted(kind))
        .has(201)
        .text("/key");
  }

  @Test
  void everyCodeOfTheSeedIsProvoked() {
    Set<String> provoked = new HashSet<>();
    DoorError.all().forEach(error -> provoked.add(error.code()));
    BadOrder.all().forEach(order -> provoked.add(order.code().v1Code()));
    assertThat(ErrorPageTest.SEED).hasSize(40);
    assertThat(provoked)
        .containsAll(ErrorPageTest.SEED)
        .doesNotContainAnyElementsOf(ErrorPageTest.NEVER);
    assertThat(BadOrder.all()).extracting(BadOrder::code).contains(ErrorCode.values());
    assertThat(DoorError.all())
        .allSatisfy(
            error ->
                assertThat(error.fromSeed()).isEqualTo(ErrorPageTest.SEED.contains(error.code())));
  }
}
