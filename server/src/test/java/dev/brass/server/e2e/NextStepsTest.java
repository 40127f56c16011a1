package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// What a refusal tells to do next can be done.
class NextStepsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static Answer ended(Client client, String path) {
    return client.until(path, answer -> !answer.text("/code").equals("request_processing"));
  }

  private static String placed(Client client, ObjectNode order) {
    String id = client.post("/v1/orders", order).has(200).text("/request_id");
    ended(client, "/v1/orders/" + id);
    return id;
  }

  @Test
  void whatCanNoLongerBeAbortedIsCancelledWhereTheRefusalSays() {
    Client client = Customer.of(server.running()).classic();
    String id = placed(client, ClassicRequests.seedOrder());

    Answer late = client.post("/v1/orders/" + id + "/abort", "").has(400);

    assertThat(late.text("/message")).contains("POST …/cancel asks the retailer");
    Answer asked = client.post("/v1/orders/" + id + "/cancel", "{}").has(200);
    String errand = "/v1/cancellations/" + asked.text("/request_id");
    assertThat(ended(client, errand).text("/_type")).isEqualTo("cancellation_response");
    Answer off = client.post("/v1/orders/" + id + "/abort", "").has(400);
    assertThat(off.text("/message"))
        .contains("its retailer has cancelled it since")
        .doesNotContain("/cancel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-PAYMENT", "PAYMENT-SIGNATURE"})
  void aPaymentByAMethodThatIsNotThereNamesThoseThatAre(String header) {
    String order =
        CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826")
            .put("max_price", 500_000)
            .toString();
    Client stranger = server.running().stranger();
    Answer refused = stranger.with(header, "e30=").post("/agent/orders", order).has(400);
    assertThat(refused.text("/error/code")).isEqualTo("invalid_payment_method");
    assertThat(refused.text("/error/message")).endsWith("available are local");
    assertThat(refused.json().at("/error/details/methods").toString()).isEqualTo("[\"local\"]");
    assertThat(stranger.post("/agent/orders?method=x402", order).has(400).text("/error/message"))
        .endsWith("available are local");
    assertThat(stranger.post("/agent/orders?method=local", order).has(402).headers())
        .containsKey("www-authenticate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"card", "connect"})
  void aCardWhereNoneAreTakenNamesTheWallet(String mode) {
    Client client = Customer.of(server.running()).live();
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.putObject("payment").put("mode", mode).put("payment_method", "pm_card_visa");
    Answer refused = client.post("/orders", order).has(400);
    assertThat(refused.text("/error/code")).isEqualTo("invalid_payment_method");
    assertThat(refused.text("/error/message")).contains("it offers 'wallet'");
    order.putObject("payment").put("mode", "wallet");
    client.post("/orders", order).has(201);
    order.putObject("payment").put("mode", "paypal");
    assertThat(client.post("/orders", order).has(422).body()).contains("wallet", "card", "connect");
  }
}
