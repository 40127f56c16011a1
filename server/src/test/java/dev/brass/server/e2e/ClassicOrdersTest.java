package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.spi.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the classic API does with orders beyond creating and retrieving them.
class ClassicOrdersTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static String submit(Customer customer, ObjectNode order) {
    return customer.classic().post("/v1/orders", order).has(200).text("/request_id");
  }

  private static Answer ended(Customer customer, String requestId) {
    return customer
        .classic()
        .until(
            "/v1/orders/" + requestId,
            answer -> !answer.text("/code").equals("request_processing"));
  }

  private static ObjectNode at(String retailer) {
    return ClassicRequests.seedOrder().put("retailer", retailer);
  }

  private static ObjectNode failing(ErrorCode code) {
    return BadOrder.byProductId(code).order("timbeaver@gmail.com");
  }

  private static List<String> ids(Answer list) {
    List<String> ids = new ArrayList<>();
    list.has(200).json().forEach(order -> ids.add(order.get("request_id").asString()));
    return ids;
  }

  @Test
  void listsOrdersNewestFirstEachAsGetAnswersIt() {
    Customer customer = Customer.of(server.running());
    String first = submit(customer, at("amazon"));
    String second = submit(customer, failing(ErrorCode.CREDIT_CARD_DECLINED));
    String third = submit(customer, at("walmart"));
    for (String id : List.of(first, second, third)) {
      ended(customer, id);
    }
    Client classic = customer.classic();
    Answer all = classic.get("/v1/orders");
    assertThat(ids(all)).containsExactly(third, second, first);
    for (JsonNode order : all.json()) {
      assertThat(order)
          .isEqualTo(classic.get("/v1/orders/" + order.get("request_id").asString()).json());
    }
    assertThat(ids(classic.get("/v1/orders?limit=1&skip=1"))).containsExactly(second);
    assertThat(ids(classic.get("/v1/orders?retailer=walmart"))).containsExactly(third);
    assertThat(ids(classic.get("/v1/orders?retailer=costco"))).isEmpty();
    assertThat(ids(classic.get("/v1/orders?limit=5000"))).hasSize(3);
    assertThat(Customer.of(server.running()).classic().get("/v1/orders").json()).isEmpty();
  }

  @Test
  void listsOrdersOfATime() {
    Customer customer = Customer.of(server.running());
    String early = submit(customer, at("amazon"));
    customer.classic().advance("P1D");
    String late = submit(customer, at("amazon"));
    long between = Instant.now().plusSeconds(43_200).toEpochMilli();
    assertThat(ids(customer.classic().get("/v1/orders?starting_after=" + between)))
        .containsExactly(late);
    assertThat(ids(customer.classic().get("/v1/orders?ending_before=" + between)))
        .containsExactly(early);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=5001",
        "limit=ten",
        "skip=-1",
        "starting_after=2026-01-01",
        "ending_before=999999999999999999999",
        "retailer=%00"
      })
  void saysWhatIsWrongWithAList(String query) {
    Answer refused = server.running().classic().get("/v1/orders?" + query).has(400);
    assertThat(refused.text("/code")).isEqualTo("invalid_request");
    assertThat(refused.text("/data/errors/0/field")).isEqualTo(query.replaceFirst("=.*", ""));
  }

  @Test
  void runsAFailedOrderAgainAsANewOne() {
    Customer customer = Customer.of(server.running());
    ObjectNode order = failing(ErrorCode.CREDIT_CARD_DECLINED);
    String failed = submit(customer, order.put("idempotency_key", "the first"));
    assertThat(ended(customer, failed).text("/code")).isEqualTo("credit_card_declined");

    String path = "/v1/orders/" + failed + "/retry";
    Answer cardless = customer.classic().post(path, "").has(400);
    assertThat(cardless.text("/code")).isEqualTo("invalid_payment_method");
    ObjectNode body = Client.JSON.createObjectNode();
    body.set("payment_method", order.get("payment_method"));
    String again = customer.classic().post(path, body).has(200).text("/request_id");
    assertThat(again).isNotEqualTo(failed);
    assertThat(customer.classic().post(path, body).text("/request_id")).isEqualTo(again);

    Answer ended = ended(customer, again);
    assertThat(ended.text("/code")).isEqualTo("credit_card_declined");
    assertThat(ended.text("/request/products/0/product_id"))
        .isEqualTo(order.at("/products/0/product_id").asString());
    assertThat(ended.text("/request/payment_method/number")).isEqualTo("************4444");
    assertThat(ended.json().get("request").has("idempotency_key")).isFalse();
    assertThat(customer.classic().get("/v1/orders").json()).hasSize(2);

    ObjectNode keyed = body.deepCopy().put("idempotency_key", "the second");
    String second =
        customer.classic().post("/v1/orders/" + again + "/retry", keyed).text("/request_id");
    assertThat(second).isNotIn(failed, again);
    assertThat(customer.classic().post("/v1/orders/" + again + "/retry", keyed).has(200).body())
        .contains(second);
  }

  @Test
  void retriesWhatNeedsNoCardWithoutABody() {
    Customer customer = Customer.of(server.running());
    ObjectNode order = failing(ErrorCode.PRODUCT_UNAVAILABLE);
    ClassicRequests.set(order, "payment_method", "{\"use_gift\":true}");
    String failed = submit(customer, order);
    ended(customer, failed);
    String again =
        customer.classic().post("/v1/orders/" + failed + "/retry", "").has(200).text("/request_id");
    assertThat(ended(customer, again).text("/code")).isEqualTo("product_unavailable");
  }

  @Test
  void abortsWhatIsNotBoughtYet() {
    Customer customer = Customer.of(server.running());
    String waiting = submit(customer, failing(ErrorCode.MANUAL_REVIEW_REQUIRED));
    ended(customer, waiting);
    String path = "/v1/orders/" + waiting + "/abort";
    Answer aborted = customer.classic().post(path, "").has(200);
    assertThat(aborted.text("/_type")).isEqualTo("error");
    assertThat(aborted.text("/code")).isEqualTo("aborted_request");
    assertThat(aborted.text("/data/msg")).isEqualTo("Order aborted and dequeued");
    assertThat(aborted.text("/request_id")).isEqualTo(waiting);
    assertThat(customer.classic().get("/v1/orders/" + waiting).body()).isEqualTo(aborted.body());
    assertThat(customer.classic().post(path, "").has(200).body()).isEqualTo(aborted.body());

    String placed = submit(customer, at("amazon"));
    ended(customer, placed);
    Answer late = customer.classic().post("/v1/orders/" + placed + "/abort", "").has(400);
    assertThat(late.text("/code")).isEqualTo("invalid_request");
    assertThat(late.text("/message")).contains("succeeded");
  }

  @Test
  void retriesOnlyWhatHasFailed() {
    Customer customer = Customer.of(server.running());
    String placed = submit(customer, at("amazon"));
    ended(customer, placed);
    Answer refused = customer.classic().post("/v1/orders/" + placed + "/retry", "").has(400);
    assertThat(refused.text("/code")).isEqualTo("invalid_request");
    assertThat(
            Customer.of(server.running())
                .classic()
                .post("/v1/orders/" + placed + "/retry", "")
                .has(404)
                .text("/code"))
        .isEqualTo("invalid_request_id");
  }
}
