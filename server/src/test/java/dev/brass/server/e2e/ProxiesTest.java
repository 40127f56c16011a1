package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.connect.RecordingProxy;
import dev.brass.server.e2e.Client.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// Proxies that clients bring: who sees them, and what goes through them.
class ProxiesTest {

  private static final String PATH = "/v1/proxies/byop";

  /// No such host exists: what is asked of it arrives through a proxy or nowhere.
  private static final String STORES =
      """
      stores:
        - code: tea
          platform: vendure
          hosts: [tea.example]
          settings:
            url: http://tea.example
            payment-method: invoice
            customer-email: buyer@example.com
      """;

  @TempDir private static Path folder;

  private static RunningServer running;

  @BeforeAll
  static void start() throws IOException {
    Path file = Files.writeString(folder.resolve("stores.yaml"), STORES);
    running = RunningServer.start(folder.resolve("data"), Map.of("config", file.toString()));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static ObjectNode proxy(String retailer, String email, String url) {
    return Client.JSON
        .createObjectNode()
        .put("retailer", retailer)
        .put("email", email)
        .put("proxy_url", url);
  }

  private static Answer put(Client client, ObjectNode proxy) {
    return client.put(PATH, proxy.toString());
  }

  private static Answer with(Client client, String method, String retailer, String email) {
    String body = "{\"retailer\":\"%s\",\"email\":\"%s\"}".formatted(retailer, email);
    return client.send(client.request(PATH).method(method, BodyPublishers.ofString(body)));
  }

  @Test
  void aProxyIsStoredReplacedShownWithoutItsPasswordAndTakenAway() {
    Client classic = Customer.of(running).classic();
    String mine = PATH + "?retailer=amazon&email=tim@example.com";
    assertThat(classic.get(mine).has(200).body()).isEqualTo("{}");

    Answer stored =
        put(classic, proxy("amazon", "Tim@Example.com", "http://u:canary@203.0.114.7:8080"))
            .has(200);
    assertThat(stored.json())
        .isEqualTo(proxy("amazon", "Tim@Example.com", "http://u:***@203.0.114.7:8080"));
    assertThat(classic.get(mine).has(200).text("/proxy_url"))
        .isEqualTo("http://u:***@203.0.114.7:8080");
    assertThat(with(classic, "GET", "amazon", "tim@example.com").has(200).text("/proxy_url"))
        .isEqualTo("http://u:***@203.0.114.7:8080");
    assertThat(with(classic, "GET", "walmart", "tim@example.com").has(200).body()).isEqualTo("{}");

    put(classic, proxy("amazon", "tim@example.com", "http://proxy.example:3128")).has(200);
    assertThat(classic.get(mine).text("/proxy_url")).isEqualTo("http://proxy.example:3128");

    assertThat(with(classic, "DELETE", "amazon", "TIM@example.com").has(200).body())
        .isEqualTo("{}");
    assertThat(classic.get(mine).has(200).body()).isEqualTo("{}");
    classic.delete(mine).has(200);
  }

  @Test
  void anotherTenantSeesNothingAndATokenForReadingChangesNothing() {
    Customer customer = Customer.of(running);
    put(customer.classic(), proxy("amazon", "tim@example.com", "http://203.0.114.7:80")).has(200);
    Client other = Customer.of(running).classic();
    assertThat(with(other, "GET", "amazon", "tim@example.com").has(200).body()).isEqualTo("{}");
    with(other, "DELETE", "amazon", "tim@example.com").has(200);

    Client reader = running.classic(customer.key("client", "read").text("/key"));
    put(reader, proxy("amazon", "tim@example.com", "http://203.0.114.8:80")).has(403);
    with(reader, "DELETE", "amazon", "tim@example.com").has(403);
    assertThat(with(reader, "GET", "amazon", "tim@example.com").has(200).text("/proxy_url"))
        .isEqualTo("http://203.0.114.7:80");
    with(running.stranger(), "GET", "amazon", "tim@example.com").has(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                     | email
          []                                                                     |
          {"retailer": "amazn", "email": "a@b.c", "proxy_url": "http://a.b:80"}  | retailer
          {"retailer": "amazon", "email": 5, "proxy_url": "http://a.b:80"}       | email
          {"retailer": "amazon", "email": "a@b.c"}                               | proxy_url
          {"retailer": "amazon", "email": "a@b.c", "proxy_url": "ftp://u:canary@a.b:80"} | proxy_url
          {"retailer": "amazon", "email": "a@b.c", "proxy_url": "http://u:canary@a.b"} | proxy_url
          {"retailer": "amazon", "email": "a@b.c", "proxy_ur": "http://u:canary@a.b:80"} | proxy_ur
          """)
  void saysWhatIsWrong(String body, String field) {
    Answer refused = running.classic().put(PATH, body).has(400);
    assertThat(refused.text("/_type")).isEqualTo("error");
    assertThat(refused.body()).doesNotContain("canary");
    if (field != null) {
      assertThat(refused.text("/code")).isEqualTo("invalid_request");
      assertThat(refused.body()).contains("\"field\":\"" + field + "\"");
    }
  }

  @Test
  void anEmailMayBeAsLongAsAnyAndNoLonger() {
    Client classic = running.classic();
    put(classic, proxy("amazon", "é".repeat(254), "http://proxy.example:80")).has(200);
    put(classic, proxy("amazon", "é".repeat(255), "http://proxy.example:80")).has(400);
    classic.get(PATH + "?retailer=amazon").has(400);
    classic.get(PATH + "?retailer=amazon&email=a&email=b").has(400);
  }

  @Test
  void ordersGoThroughTheProxyOfTheirLogIn() {
    Customer customer = Customer.of(running);
    try (RecordingProxy proxy = RecordingProxy.to(0)) {
      put(customer.classic(), proxy("tea", "tim@example.com", proxy.url("localhost"))).has(200);
      ObjectNode order = BadOrder.base().put("retailer", "tea");
      order.withObject("retailer_credentials").put("email", "TIM@example.com").put("password", "p");
      String requestId = customer.classic().post("/v1/orders", order).has(200).text("/request_id");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !proxy.asked().isEmpty());

      RecordingProxy.Asked asked = proxy.asked().getFirst();
      assertThat(asked.line()).startsWith("POST http://tea.example/shop-api");
      String authorization = String.valueOf(asked.authorization());
      assertThat(authorization).startsWith("Basic ");
      String id = CurrentRequests.orderId(requestId);
      String seen =
          customer.classic().get("/v1/orders/" + requestId).body()
              + customer.live().get("/orders/" + id + "/timeline").body()
              + running.operator().get("/admin/tenants/" + customer.id() + "/orders/" + id).body();
      assertThat(seen).doesNotContain("canary", authorization.substring(6));
    }
  }

  @Test
  void thePasswordIsSealedAtRest() throws IOException {
    Client classic = Customer.of(running).classic();
    put(classic, proxy("amazon", "tim@example.com", "http://u:canary-at-rest@203.0.114.7:80"))
        .has(200);
    byte[] canary = "canary-at-rest".getBytes(StandardCharsets.UTF_8);
    try (var files = Files.walk(running.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(contains(Files.readAllBytes(file), canary)).as(file.toString()).isFalse();
      }
    }
  }

  private static boolean contains(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
