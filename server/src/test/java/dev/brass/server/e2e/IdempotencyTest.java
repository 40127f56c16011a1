package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.spi.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Clients that send the same again because they do not know whether it arrived.
class IdempotencyTest {

  private static final int AT_ONCE = 64;
  private static final String PAGE = "https://www.amazon.com/dp/B0DFC2DWD5";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());
  @RegisterExtension static final TestDatabase ANOTHER = TestDatabase.perClass();

  private static List<Answer> atOnce(Callable<Answer> call) throws Exception {
    CountDownLatch ready = new CountDownLatch(AT_ONCE);
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        calls.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return call.call();
                }));
      }
      for (Future<Answer> each : calls) {
        answers.add(each.get());
      }
    }
    return answers;
  }

  private static void areTheSame(List<Answer> answers) {
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(Answer::body).hasSize(AT_ONCE);
    assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
  }

  @Test
  void sixtyFourClassicRequestsWithOneKeyMakeOneOrderAndHaveOneAnswer() throws Exception {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode order = ClassicRequests.seedOrder().put("idempotency_key", "once");
    areTheSame(atOnce(() -> classic.post("/v1/orders", order)));
    assertThat(classic.get("/v1/orders").has(200).json()).hasSize(1);
  }

  @Test
  void sixtyFourRetriesOfOneRequestMakeOneOrderAndHaveOneAnswer() throws Exception {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode order =
        BadOrder.byProductId(ErrorCode.CREDIT_CARD_DECLINED).order("timbeaver@gmail.com");
    String failed = classic.post("/v1/orders", order).has(200).text("/request_id");
    classic.until(
        "/v1/orders/" + failed, answer -> answer.text("/code").equals("credit_card_declined"));
    ObjectNode payment = ClassicRequests.JSON.createObjectNode();
    payment.set("payment_method", order.get("payment_method"));
    areTheSame(atOnce(() -> classic.post("/v1/orders/" + failed + "/retry", payment)));
    assertThat(classic.get("/v1/orders").has(200).json()).hasSize(2);
  }

  @Test
  void ofSixtyFourCurrentRequestsWithOneKeyTheOthersLearnWhichOrderItIs() throws Exception {
    Client current = Customer.of(server.running()).live();
    ObjectNode order = CurrentRequests.order(PAGE).put("idempotency_key", "once");
    List<Answer> answers = atOnce(() -> current.post("/orders", order));
    List<Answer> accepted = answers.stream().filter(answer -> answer.status() == 201).toList();
    assertThat(accepted).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.status() == 409))
        .hasSize(AT_ONCE - 1)
        .allMatch(
            answer -> answer.text("/details/order_id").equals(accepted.getFirst().text("/id")));
  }

  @Test
  void sixtyFourAbortsWithOneKeyHaveOneAnswerForGood() throws Exception {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode order =
        BadOrder.byProductId(ErrorCode.CREDIT_CARD_DECLINED).order("timbeaver@gmail.com");
    ClassicRequests.set(order, "products[0].product_id", "\"ERR-internal_error\"");
    String id = classic.post("/v1/orders", order).has(200).text("/request_id");
    String path = "/v1/orders/" + id + "/abort";
    String key = "{\"idempotency_key\": \"stop\"}";
    List<Answer> answers = atOnce(() -> classic.post(path, key));
    areTheSame(answers);
    classic.until("/v1/orders/" + id, answer -> answer.text("/code").equals("aborted_request"));
    assertThat(classic.post(path, key).has(200).body()).isEqualTo(answers.getFirst().body());
  }

  @Test
  void everyAnswerIsTheSameAfterARestart(@TempDir Path data) {
    Map<String, String> settings = Map.of("database.url", ANOTHER.url());
    Map<String, String> bodies = new LinkedHashMap<>();
    ObjectNode order = ClassicRequests.seedOrder().put("idempotency_key", "k");
    String token;
    try (RunningServer first = RunningServer.start(data, settings)) {
      token = first.key("client_token");
      Client classic = first.classic();
      String id = classic.post("/v1/orders", order).has(200).text("/request_id");
      classic.until("/v1/orders/" + id, a -> a.text("/_type").equals("order_response"));
      String tracking =
          "{\"retailer\": \"amazon\", \"merchant_order_id\": \"1\", \"idempotency_key\": \"k\"}";
      String product =
          "{\"products\": [{\"product_id\": \"0923568964\", \"quantity\": 1}],"
              + " \"reason_code\": \"x\", \"method_code\": \"x\", \"explanation\": \"x\","
              + " \"idempotency_key\": \"k\"}";
      bodies.put("/v1/orders", order.toString());
      bodies.put("/v1/orders/" + id + "/return", product);
      bodies.put("/v1/orders/" + id + "/cancel", "{\"idempotency_key\": \"k\"}");
      bodies.put("/v1/trackings", tracking);
      bodies.replaceAll((path, body) -> body + "\n" + classic.post(path, body).has(200).body());
    }
    try (RunningServer second = RunningServer.start(data, settings)) {
      Client classic = second.classic(token);
      bodies.forEach(
          (path, sent) -> {
            String[] pair = sent.split("\n", 2);
            assertThat(classic.post(path, pair[0]).has(200).body()).as(path).isEqualTo(pair[1]);
          });
    }
  }
}
