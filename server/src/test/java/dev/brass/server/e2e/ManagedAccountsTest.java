package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Managed accounts of the current API, and the orders that are bought with them.
class ManagedAccountsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROOT = "/managed-accounts";
  private static final String SEED = "jbsw y3dp ehpk 3pxp";

  private static Client client() {
    return Customer.of(server.running()).live();
  }

  private static Answer account(Client client, String email) {
    return client.post(ROOT, body(email)).has(201);
  }

  private static ObjectNode body(String email) {
    return JSON.createObjectNode()
        .put("email", email)
        .put("password", "canary-password")
        .put("retailer", "amazon");
  }

  private static ObjectNode order(String account) {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07XYZ1234");
    return account.isEmpty() ? order : order.put("retailer_credentials_id", account);
  }

  private static String submitted(Client client, ObjectNode order) {
    return client.post("/orders", order).has(201).text("/id");
  }

  private static Answer until(Client client, String order, String status) {
    return client.until("/orders/" + order, a -> a.text("/status").equals(status));
  }

  private static Answer placed(Client client, ObjectNode order) {
    return until(client, submitted(client, order), "order_placed");
  }

  private static String boughtBy(Answer order) {
    return order.text("/job_result/merchant_order_ids/0/account");
  }

  private static JsonNode only(Client client, String shortId) {
    for (JsonNode each : client.get(ROOT).has(200).json().get("credentials")) {
      if (each.get("short_id").asString().equals(shortId)) {
        return each;
      }
    }
    throw new AssertionError("there is no " + shortId);
  }

  @Test
  void anAccountIsKeptWithoutShowingItsSecrets() {
    Client client = client();
    ObjectNode body = body(" Tim@Example.com ").put("totp_secret", SEED);
    body.put("retailer", "Amazon").put("cooldown_minutes", 5);
    body.putObject("retailer_config").put("pin", "canary-pin");
    Answer created = client.post(ROOT, body).has(201);
    assertThat(created.text("/short_id")).matches("zn_acct_[0-9A-Za-z]{8}");
    assertThat(created.text("/email")).isEqualTo("Tim@Example.com");
    assertThat(created.text("/retailer")).isEqualTo("amazon");
    assertThat(created.json().get("has_totp").asBoolean()).isTrue();
    assertThat(created.json().get("is_paused").asBoolean()).isFalse();
    assertThat(created.json().get("cooldown_minutes").asInt()).isEqualTo(5);
    assertThat(created.text("/retailer_config/pin")).isEqualTo("canary-pin");
    assertThat(created.body()).doesNotContain("canary-password", "3pxp", "3PXP");

    String path = ROOT + "/" + created.text("/short_id");
    Answer changed =
        client.put(path, "{\"totp_secret\":null,\"retailer\":null,\"is_paused\":true}").has(200);
    assertThat(changed.json().get("has_totp").asBoolean()).isFalse();
    assertThat(changed.json().get("retailer").isNull()).isTrue();
    assertThat(changed.json().get("is_paused").asBoolean()).isTrue();
    assertThat(changed.json().get("cooldown_minutes").asInt()).isEqualTo(5);
    assertThat(client.get("/users" + ROOT).has(200).json().at("/credentials/0"))
        .isEqualTo(changed.json());

    client.delete(path).has(204);
    client.delete(path).has(404);
    assertThat(client.get(ROOT).has(200).json().get("total").asInt()).isZero();
  }

  @Test
  void accountsAreListedInPagesAndFoundByTheirParts() {
    Customer customer = Customer.of(server.running());
    Client client = customer.live();
    List<String> ids =
        List.of("a@one.test", "b@two.test", "c@two.test").stream()
            .map(email -> account(client, email).text("/short_id"))
            .toList();
    Answer page = client.get(ROOT + "?limit=1&offset=1").has(200);
    assertThat(page.json().get("total").asInt()).isEqualTo(3);
    assertThat(page.text("/credentials/0/short_id")).isEqualTo(ids.get(1));
    assertThat(client.get(ROOT + "?search=TWO.t").json().get("total").asInt()).isEqualTo(2);
    assertThat(client.get(ROOT + "?search=mazo").json().get("total").asInt()).isEqualTo(3);
    assertThat(client.get(ROOT + "?search=%25").json().get("total").asInt()).isZero();
    assertThat(customer.test().get(ROOT).json().get("total").asInt()).isZero();
    customer.test().delete(ROOT + "/" + ids.getFirst()).has(404);
    client().delete(ROOT + "/" + ids.getFirst()).has(404);
  }

  @Test
  void whatIsWrongIsToldAtOnceAndRepeatsNoSecret() {
    Client client = client();
    Answer wrong =
        client
            .post(ROOT, "{\"totp_secret\":\"canary1\",\"password\":\"\",\"cooldown_minutes\":-1}")
            .has(422);
    assertThat(wrong.json().get("detail"))
        .extracting(fault -> fault.at("/loc/1").asString())
        .containsExactlyInAnyOrder("email", "totp_secret", "password", "cooldown_minutes");
    assertThat(wrong.body()).doesNotContain("canary1").contains("A to Z");
    client.put(ROOT + "/nonsense", "{}").has(422);
    client.put(ROOT + "/zn_acct_00000000", "{}").has(404);
    String shortId = account(client, "tim@example.com").text("/short_id");
    Answer twice = client.post(ROOT, body("TIM@example.com")).has(409);
    assertThat(twice.text("/error/details/identifier")).isEqualTo(shortId);
  }

  @Test
  void anOrderIsBoughtWithTheAccountThatItNames() {
    Client client = client();
    account(client, "first@example.com");
    Answer second = account(client, "second@example.com");
    Answer order = client.post("/orders", order(second.text("/short_id"))).has(201);
    assertThat(order.text("/retailer_credentials_id")).isEqualTo(second.text("/short_id"));
    assertThat(order.text("/retailer_credentials_uuid")).isEqualTo(second.text("/id"));
    Answer placed = until(client, order.text("/id"), "order_placed");
    assertThat(boughtBy(placed)).isEqualTo("second@example.com");
    JsonNode used = only(client, second.text("/short_id"));
    assertThat(used.get("locked_by_job_id").isNull()).isTrue();
    assertThat(Instant.parse(used.get("last_used_at").asString()))
        .isAfterOrEqualTo(Instant.parse(order.text("/created_at")));
  }

  @Test
  void anOrderThatNamesNoneTakesTheOneThatIsLongestUnused() {
    Client client = client();
    String first = account(client, "first@example.com").text("/short_id");
    String second = account(client, "second@example.com").text("/short_id");
    Answer one = placed(client, order(""));
    Answer two = placed(client, order(""));
    Answer three = placed(client, order(""));
    assertThat(one.text("/retailer_credentials_id")).isEqualTo(first);
    assertThat(two.text("/retailer_credentials_id")).isEqualTo(second);
    assertThat(three.text("/retailer_credentials_id")).isEqualTo(first);
    assertThat(boughtBy(two)).isEqualTo("second@example.com");
  }

  @Test
  void anOrderWithoutAccountsIsBoughtByTheStoreItself() {
    Answer order = placed(client(), order(""));
    assertThat(order.json().get("retailer_credentials_id").isNull()).isTrue();
    assertThat(boughtBy(order)).isEmpty();
  }

  @Test
  void anAccountWithoutRetailerIsForThoseThatHaveNone() {
    Client client = client();
    client.post(ROOT, "{\"email\":\"any@example.com\",\"password\":\"x\"}").has(201);
    assertThat(boughtBy(placed(client, order("")))).isEqualTo("any@example.com");
    account(client, "own@example.com");
    assertThat(boughtBy(placed(client, order("")))).isEqualTo("own@example.com");
  }

  @Test
  void whatCannotBeUsedIsRefused() {
    Client client = client();
    client.post("/orders", order("zn_acct_00000000")).has(404);
    String elsewhere =
        client
            .post(ROOT, body("tim@example.com").put("retailer", "walmart"))
            .has(201)
            .text("/short_id");
    Answer other = client.post("/orders", order(elsewhere)).has(422);
    assertThat(other.text("/error/code")).isEqualTo("validation_error");
    assertThat(other.text("/error/details/retailer_credentials_id")).contains("walmart");
    String paused =
        client
            .post(ROOT, body("tim@example.com").put("is_paused", true))
            .has(201)
            .text("/short_id");
    assertThat(client.post("/orders", order(paused)).has(422).text("/error/message"))
        .contains("paused");
  }

  @Test
  void theCooldownDelaysTheNextOrder() {
    Client client = client();
    String account =
        client
            .post(ROOT, body("slow@example.com").put("cooldown_minutes", 60))
            .has(201)
            .text("/short_id");
    placed(client, order(account));
    String second = submitted(client, order(account));
    client.advance("PT30M");
    assertThat(client.get("/orders/" + second).text("/status")).isEqualTo("pending");
    client.advance("PT31M");
    until(client, second, "order_placed");
  }

  @Test
  void ordersOfAPausedAccountWaitAndGoOn() {
    Client client = client();
    String account = account(client, "paused@example.com").text("/short_id");
    client.put(ROOT + "/" + account, "{\"is_paused\":true}").has(200);
    String order = submitted(client, order(""));
    client.advance("PT1H");
    assertThat(client.get("/orders/" + order).text("/status")).isEqualTo("pending");
    client.put(ROOT + "/" + account, "{\"is_paused\":false}").has(200);
    client.advance("PT1H");
    Answer placed = until(client, order, "order_placed");
    assertThat(placed.text("/retailer_credentials_id")).isEqualTo(account);
  }

  @Test
  void aRefusedLogInPausesTheAccountAndTheOrderTakesAnother() {
    Client client = client();
    String locked = account(client, "locked@sandbox.brass.test").text("/short_id");
    String good = account(client, "good@example.com").text("/short_id");
    Answer order = placed(client, order(""));
    assertThat(order.text("/retailer_credentials_id")).isEqualTo(good);
    assertThat(order.json().get("attempts").asInt()).isEqualTo(2);
    JsonNode paused = only(client, locked);
    assertThat(paused.get("is_paused").asBoolean()).isTrue();
    assertThat(paused.get("pause_reason").asString()).contains("locked");
    // New secrets are a reason to try again.
    Answer mended = client.put(ROOT + "/" + locked, "{\"password\":\"new\"}").has(200);
    assertThat(mended.json().get("is_paused").asBoolean()).isFalse();
    assertThat(mended.json().get("pause_reason").isNull()).isTrue();
  }

  @Test
  void theSecondFactorIsAnsweredWithTheCodeOfTheMoment() {
    Client client = client();
    ObjectNode body = body("two-factor@sandbox.brass.test");
    String account = client.post(ROOT, body).has(201).text("/short_id");
    String path = ROOT + "/" + account;
    Answer without = until(client, submitted(client, order(account)), "order_failed");
    assertThat(without.text("/job_result/error_type")).isEqualTo("account_verification_required");

    client.put(path, "{\"totp_secret\":\"JBSWY3DPEHPK3PXQ\"}").has(200);
    Answer wrong = until(client, submitted(client, order(account)), "order_failed");
    assertThat(wrong.text("/job_result/error_type")).isEqualTo("login_failed");

    client.put(path, "{\"totp_secret\":\"" + SEED + "\"}").has(200);
    assertThat(boughtBy(placed(client, order(account)))).isEqualTo("two-factor@sandbox.brass.test");
  }

  @Test
  void anOrderWhoseNamedAccountWasDeletedFailsAndOthersGoOn() {
    Client client = client();
    String account =
        client
            .post(ROOT, body("gone@example.com").put("cooldown_minutes", 60))
            .has(201)
            .text("/short_id");
    placed(client, order(account));
    String named = submitted(client, order(account));
    String any = submitted(client, order(""));
    client.delete(ROOT + "/" + account).has(204);
    client.advance("PT2H");
    Answer failed = until(client, named, "order_failed");
    assertThat(failed.text("/job_result/error_type")).isEqualTo("login_failed");
    assertThat(failed.text("/job_result/error")).contains(account, "deleted");
    assertThat(failed.text("/retailer_credentials_id")).isEqualTo(account);
    Answer placed = until(client, any, "order_placed");
    assertThat(placed.json().get("retailer_credentials_id").isNull()).isTrue();
  }

  @Test
  void rowsOfAnUploadNameAccountsToo() {
    Client client = client();
    String account = account(client, "bulk@example.com").text("/short_id");
    ObjectNode upload = JSON.createObjectNode();
    for (String id : List.of(account, "zn_acct_00000000")) {
      upload
          .withArray("rows")
          .addObject()
          .put("product_url", "https://www.amazon.com/dp/B07XYZ1234")
          .put("name", "Tim Beaver")
          .put("address1", "77 Massachusetts Avenue")
          .put("city", "Cambridge")
          .put("state", "MA")
          .put("zip", "02139")
          .put("phone", "5551230101")
          .put("max_price", "9999999")
          .put("retailer_credentials_id", id);
    }
    Answer judged = client.post("/orders/bulk/validate", upload).has(200);
    assertThat(judged.json().at("/rows/0/ok").asBoolean()).as(judged.body()).isTrue();
    assertThat(judged.json().at("/rows/1/errors/0").asString()).contains("retailer_credentials_id");
  }
}
