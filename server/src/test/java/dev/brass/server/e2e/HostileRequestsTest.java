package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every query parameter, path value and header that is read, with values that no one means: the
/// answer is never a failure of the server.
class HostileRequestsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final List<String> APIS = List.of("api.v1", "api.v2", "api.batch");

  private static final List<String> VALUES =
      List.of(
          "+999999999-12-31T23:59:59.999999999-18:00",
          "-999999999-01-01T00:00:00+18:00",
          "+999999999-12-31",
          "294277-01-01T00:00:00Z",
          "0000-01-01T00:00:00Z",
          "1e-999999999",
          "1e999999999",
          "9".repeat(78),
          "-9223372036854775809",
          "2147483648",
          "NaN",
          "\u0661\u0662",
          "\r\nx: y",
          "a\u0000b",
          "\ud83d",
          "%",
          "=".repeat(400) + "x",
          " ".repeat(400) + "x",
          "9aca21da-503f-4405-82c2-d3771ac3c430",
          "x:y:z");

  private static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Accept",
          "Content-Type",
          "Idempotency-Key",
          "X-Test-Mode",
          "X-Zinc-Client",
          "X-Payment",
          "Payment-Signature",
          "Stripe-Signature",
          "X-Forwarded-For",
          "User-Agent",
          "HX-Request");

  private static final List<String> HEADER_VALUES =
      List.of(
          "t=x",
          "t=99999999999999999999,v1=x",
          "Payment " + "=".repeat(6_000) + "x",
          "Payment eyJjaGFsbGVuZ2UiOnt9LCJwYXlsb2FkIjp7ImEiOjFlOTk5OTk5OTk5OTl9fQ",
          "eyJ4NDAyVmVyc2lvbiI6MWU5OTk5OTk5OTk5LCJwYXlsb2FkIjp7fX0=",
          "Basic ====",
          "Basic " + "A".repeat(3_000),
          "Bearer " + "zn_test_".repeat(300),
          "text/csv; charset=\"\u00e4\"",
          "text/csv; charset=" + " ".repeat(3_000) + "x",
          "text/html;q=1e999999999, */*;q=-1",
          ",".repeat(3_000),
          "9".repeat(400));

  /// The names of the query parameters of each path that can be looked at.
  private static Map<String, Set<String>> parameters() {
    Map<String, Set<String>> all = new TreeMap<>();
    for (String api : APIS) {
      ObjectNode document = Described.document(api);
      document
          .get("paths")
          .properties()
          .forEach(
              path -> {
                Set<String> names = all.computeIfAbsent(path.getKey(), _ -> new TreeSet<>());
                collect(document, path.getValue().path("parameters"), names);
                collect(document, path.getValue().at("/get/parameters"), names);
              });
    }
    return all;
  }

  private static void collect(JsonNode document, JsonNode parameters, Set<String> into) {
    for (JsonNode each : parameters) {
      JsonNode parameter =
          each.has("$ref") ? document.at(each.get("$ref").asString().substring(1)) : each;
      if (parameter.path("in").asString("").equals("query")) {
        into.add(parameter.get("name").asString());
      }
    }
  }

  private static Client caller(String path) {
    return path.startsWith("/v1/") && !path.startsWith("/v1/batch")
        ? server.running().classic()
        : server.running().test();
  }

  /// What that caller shows in the header `Authorization`.
  private static String shown(String path) {
    return path.startsWith("/v1/") && !path.startsWith("/v1/batch")
        ? "Basic " + base64(server.running().key("client_token") + ":")
        : "Bearer " + server.running().key("test_api_key");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String filled(String path, String value) {
    String filled = path;
    for (int start = filled.indexOf('{'); start >= 0; start = filled.indexOf('{')) {
      filled = filled.substring(0, start) + value + filled.substring(filled.indexOf('}') + 1);
    }
    return filled;
  }

  @Test
  void noQueryParameterMakesTheServerFail() {
    List<String> failed = new ArrayList<>();
    parameters()
        .forEach(
            (path, names) -> {
              for (String name : names) {
                for (String value : VALUES) {
                  String asked =
                      filled(path, "9aca21da-503f-4405-82c2-d3771ac3c430")
                          + "?"
                          + encoded(name)
                          + "="
                          + encoded(value);
                  note(failed, asked, status(caller(path), asked));
                }
              }
            });
    assertThat(failed).isEmpty();
  }

  @Test
  void noValueInAPathMakesTheServerFail() {
    List<String> failed = new ArrayList<>();
    for (String path : parameters().keySet()) {
      for (String value : path.contains("{") ? VALUES : List.<String>of()) {
        String asked = filled(path, encoded(value));
        note(failed, asked, withHeader("GET", asked, "Authorization", shown(path)));
      }
    }
    assertThat(failed).isEmpty();
  }

  @Test
  void noHeaderMakesTheServerFail() {
    List<String> failed = new ArrayList<>();
    for (String path :
        List.of("/orders", "/v1/orders", "/v1/batches", "/agent/orders", "/admin/jobs")) {
      for (String header : HEADERS) {
        for (String value : HEADER_VALUES) {
          note(failed, path + " " + header + ": " + value, withHeader("GET", path, header, value));
          note(failed, path + " " + header + ": " + value, withHeader("POST", path, header, value));
        }
      }
    }
    assertThat(failed).isEmpty();
  }

  private static int withHeader(String method, String path, String header, String value) {
    try (RawConnection raw = new RawConnection(server.running())) {
      raw.send(
          "%s %s HTTP/1.1\r\nHost: localhost\r\n%s: %s\r\nContent-Length: 2\r\n\r\n{}"
              .formatted(method, path, header, value));
      return raw.reply(false).status();
    }
  }

  private static int status(Client client, String path) {
    Answer answer = client.send(client.request(path).method("GET", BodyPublishers.noBody()));
    return answer.status();
  }

  private static void note(List<String> failed, String what, int status) {
    if (status >= 500) {
      failed.add(status + " " + what);
    }
  }

  @Test
  void onlyCanonicalPathsLeadAnywhere() {
    for (String path :
        List.of(
            "/%61dmin/jobs",
            "/admin;x=1/jobs",
            "/admin/jobs;x=1",
            "/x/../admin/jobs",
            "/./admin/jobs",
            "//admin/jobs",
            "/admin//jobs",
            "/x/%2e%2e/admin/jobs",
            "/admin%2fjobs",
            "/admin\\jobs")) {
      for (String key : List.of(server.running().key("admin_key"))) {
        try (RawConnection raw = new RawConnection(server.running())) {
          raw.send(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(path, key));
          assertThat(raw.reply(false).status()).as(path).isIn(400, 404);
        }
      }
    }
    assertThat(server.running().operator().get("/admin/jobs").status()).isEqualTo(200);
  }

  @Test
  void whatCouldBeReadAsAnotherRequestIsRefusedAndTheConnectionEnds() {
    String key = server.running().key("test_api_key");
    String head =
        "POST /orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n";
    String smuggled =
        "GET /orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
    for (String body :
        List.of(
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\n\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
            "Content-Length: +2\r\n\r\n{}")) {
      try (RawConnection raw = new RawConnection(server.running())) {
        raw.send(head + body + smuggled);
        // 501 is what an unknown encoding is answered with.
        assertThat(raw.reply(false).status()).as(body).isIn(400, 501);
        assertThat(raw.rest()).as(body).doesNotContain("HTTP/1.1");
      }
    }
  }

  @Test
  void noChannelTakesALineBreakInACity() {
    String v2 =
        """
        {"products": [{"url": "https://example.com/p", "quantity": 1}], "max_price": 100,
         "shipping_address": {"first_name": "A", "last_name": "B", "address_line1": "1 Main St",
          "city": "Cam\\r\\nbridge", "state": "MA", "postal_code": "02139", "country": "US",
          "phone_number": "5551234567"}}
        """;
    Answer current = server.running().test().post("/orders", v2);
    assertThat(current.status()).as(current.body()).isEqualTo(422);
    assertThat(current.body()).contains("city must not contain line breaks");
    Answer agent = server.running().stranger().post("/agent/orders", v2);
    assertThat(agent.body()).contains("city must not contain line breaks");
    Answer classic =
        server
            .running()
            .classic()
            .post(
                "/v1/orders",
                """
                {"retailer": "amazon", "products": [{"product_id": "x", "quantity": 1}],
                 "shipping_address": {"first_name": "A", "last_name": "B",
                  "address_line1": "1 Main St", "city": "Cam\\nbridge", "state": "MA",
                  "zip_code": "02139", "country": "US", "phone_number": "5551234567"}}
                """);
    assertThat(classic.body()).contains("city").contains("line breaks");
  }
}
