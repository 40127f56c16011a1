package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.sandbox.MagicValue;
import dev.brass.server.GeneratedFile;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.spi.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.SerializationFeature;

/// `docs/reference/errors.md`, and the proof of every line of it: each error is provoked as the
/// page says, through the public API of a running server.
class ErrorReferenceTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("orders.reconcile-attempts", "3", "wallet.mode", "prepaid"));

  /// All error codes of seed 002.
  private static final Set<String> SEED =
      Set.of(
          "account_login_failed",
          "add_on_item",
          "additional_information_required",
          "billing_address_refused",
          "brand_not_accepted",
          "credit_card_declined",
          "duplicate_order",
          "expired_product_id",
          "incomplete_account_setup",
          "insufficient_variants",
          "internal_error",
          "invalid_card_number",
          "invalid_client_token",
          "invalid_expiration_date",
          "invalid_gift_options",
          "invalid_json",
          "invalid_login_credentials",
          "invalid_payment_method",
          "invalid_promo_code",
          "invalid_quantity",
          "invalid_request",
          "invalid_request_id",
          "invalid_security_code",
          "invalid_shipping_method",
          "invalid_variant",
          "manual_review_required",
          "max_price_exceeded",
          "max_quantity_exceeded",
          "no_free_shipping",
          "no_gift_shipping",
          "no_two_day_shipping",
          "order_probably_placed",
          "payment_info_problem",
          "prime_pantry_not_supported",
          "product_unavailable",
          "request_processing",
          "shipping_address_refused",
          "shipping_address_unavailable",
          "shipping_method_unavailable",
          "unauthorized_access");

  /// Codes of later documents that nothing here answers, because what they are about is not built.
  private static final Set<String> NEVER = new TreeSet<>(Set.of("insufficient_addax_balance"));

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
    assertThat(SEED).hasSize(40);
    assertThat(provoked).containsAll(SEED).doesNotContainAnyElementsOf(NEVER);
    assertThat(BadOrder.all()).extracting(BadOrder::code).contains(ErrorCode.values());
    assertThat(DoorError.all())
        .allSatisfy(error -> assertThat(error.fromSeed()).isEqualTo(SEED.contains(error.code())));
  }

  @Test
  void theReferenceIsWhatTheTablesSay() {
    GeneratedFile.check(
        "docs/reference/errors.md",
        BEGINNING
            + Client.JSON
                .rebuild()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(BadOrder.base())
            + REASONS
            + Arrays.stream(ErrorCode.values())
                .sorted(Comparator.comparing(ErrorCode::v1Code).thenComparing(ErrorCode::name))
                .map(ErrorReferenceTest::reason)
                .collect(Collectors.joining())
            + CHANNEL
            + DoorError.all().stream()
                .map(ErrorReferenceTest::channel)
                .collect(Collectors.joining())
            + VALUES
            + BadOrder.all().stream().map(ErrorReferenceTest::value).collect(Collectors.joining())
            + UNSAYABLE
            + MagicValue.all().stream()
                .filter(BadOrder::cannotBeOrdered)
                .map(
                    magic ->
                        "- %s `%s` (`%s`): %s\n"
                            .formatted(
                                magic.where().label(),
                                magic.value(),
                                magic.code().v1Code(),
                                magic.sentence()))
                .collect(Collectors.joining())
            + NEVER_ANSWERED
            + NEVER.stream().map(code -> "`" + code + "`").collect(Collectors.joining(", "))
            + ".\n");
  }

  private static String reason(ErrorCode code) {
    return row(
        "`" + code.v1Code() + "`",
        SEED.contains(code.v1Code()) ? "yes" : "later",
        "`" + code.v2ErrorType() + "`",
        code.retrySafe() ? "yes" : "",
        code.meaning(),
        BadOrder.byProductId(code).how());
  }

  private static String channel(DoorError error) {
    return row(
        "`" + error.code() + "`",
        error.fromSeed() ? "yes" : "later",
        Integer.toString(error.status()),
        error.meaning(),
        error.how(),
        error.current() == null ? "" : error.current().shown());
  }

  private static String value(BadOrder order) {
    return row(order.how(), "`" + order.code().v1Code() + "`", order.sentence());
  }

  private static String row(String... cells) {
    return "| "
        + Arrays.stream(cells)
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | "))
        + " |\n";
  }

  private static final String BEGINNING =
      """
      <!-- Generated and proven by ErrorReferenceTest; ./brass docs writes it. Do not edit. -->
      # Error codes

      The classic API answers an error as `{"_type": "error", "code": …, "message": …, "data": {…}}`.
      The code decides; messages are for developers and may change. An order that failed shows its
      code in `GET /v1/orders/{request_id}` (with HTTP status 200, or 400 if the setting
      `v1.pending-status` says so), in webhooks, and in the current API as `order_failed` with
      `job_result.error_type`.

      Everything below can be tried on the sandbox, and a test does so for each line: it places the
      order of the documents with the change that the line names, and compares the code.

      <details><summary>The order that is changed</summary>

      ```json
      """;

  private static final String REASONS =
      """

      ```

      </details>

      ## Why an order was not bought

      *Seed* tells whether the code is in the first documents or was added later. *Again* tells
      whether Brass tries the order again by itself before it fails. Nothing was bought with any of
      these codes but `order_probably_placed`.

      | Code | Seed | v2 `error_type` | Again | Meaning | Provoked by |
      |---|---|---|---|---|---|
      """;

  private static final String CHANNEL =
      """

      ## What is answered without asking a store

      These come from the server itself: to a `POST /v1/orders` that becomes no order, or to a `GET`
      of an order that is not finished. The last column is the current API's answer in the same case.

      | Code | Seed | HTTP status | Meaning | Provoked by | Current API |
      |---|---|---|---|---|---|
      """;

  private static final String VALUES =
      """

      ## Every value that provokes an error

      | In the order | Code | What the sandbox does |
      |---|---|---|
      """;

  private static final String UNSAYABLE =
      """

      These cannot be said in an order of the classic API; a connector's tests meet them:

      """;

  private static final String NEVER_ANSWERED =
      """

      ## Never answered

      Later documents name these, too. Brass does not answer them:\s""";
}
