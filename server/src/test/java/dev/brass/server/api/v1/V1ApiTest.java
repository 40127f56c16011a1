package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicRequests.CALLER;
import static dev.brass.server.api.v1.ClassicRequests.JSON;
import static dev.brass.server.api.v1.ClassicRequests.seedOrder;
import static dev.brass.server.api.v1.ClassicRequests.seedOrderWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Refusal;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class V1ApiTest {

  private static final String TOKEN = "zn_client_abc";
  private static final int LARGEST_BODY = 300_000;

  private static final Map<String, Authentication> TOKENS =
      Map.of(
          TOKEN,
          CALLER,
          "zn_client_other",
          new Caller(new TenantId(new UUID(1, 2)), CALLER.keyId(), Mode.LIVE, Scope.FULL),
          "zn_client_reader",
          new Caller(CALLER.tenant(), CALLER.keyId(), Mode.LIVE, Scope.READ),
          "zn_client_test",
          new Caller(CALLER.tenant(), CALLER.keyId(), Mode.TEST, Scope.FULL),
          "zn_client_revoked",
          Refusal.REVOKED,
          "zn_client_expired",
          Refusal.EXPIRED);

  private final MemoryDesk desk = new MemoryDesk();
  private final Router router = router(200, desk);

  private static Router router(int pendingStatus, OrderDesk desk) {
    return new Router(
        List.of(
            new V1Api(
                token -> TOKENS.getOrDefault(token, Refusal.UNKNOWN),
                desk,
                ClassicRequests.reader(),
                pendingStatus)));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static ApiRequest request(
      String method, String path, Map<String, String> headers, byte[] body) {
    return new ApiRequest(
        "r-1", method, path, Map.of(), headers, new ByteArrayInputStream(body), LARGEST_BODY);
  }

  private Reply post(byte[] body) {
    return router.handle(
        request("POST", "/v1/orders", Map.of("authorization", basic(TOKEN + ":")), body));
  }

  private Reply post(String body) {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  private Reply post(JsonNode body) {
    return post(JSON.writeValueAsString(body));
  }

  private Reply get(String requestId, String token) {
    return get(router, requestId, token);
  }

  private static Reply get(Router router, String requestId, String token) {
    return router.handle(
        request(
            "GET",
            "/v1/orders/" + requestId,
            Map.of("authorization", basic(token + ":")),
            new byte[0]));
  }

  private static JsonNode json(Reply reply) {
    assertThat(reply.contentType()).isEqualTo("application/json");
    return JSON.readTree(reply.body());
  }

  private static void isError(Reply reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    JsonNode body = json(reply);
    assertThat(body.propertyNames()).containsExactly("_type", "code", "message", "data");
    assertThat(body.get("_type").stringValue()).isEqualTo("error");
    assertThat(body.get("code").stringValue()).isEqualTo(code);
    assertThat(body.get("message").stringValue()).isNotBlank();
    assertThat(body.get("data").isObject()).isTrue();
  }

  @Test
  void startsAnOrderAndAnswersItsId() {
    Reply reply = post(seedOrder());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).matches("\\{\"request_id\":\"[0-9a-f]{32}\"}");
    assertThat(desk.only().echo()).contains("\"retailer\":\"amazon\"");
  }

  @Test
  void readsTheBodyWhateverItsContentType() {
    for (String type : List.of("application/x-www-form-urlencoded", "text/plain", "")) {
      Reply reply =
          router.handle(
              request(
                  "POST",
                  "/v1/orders",
                  Map.of("authorization", basic(TOKEN + ":"), "content-type", type),
                  JSON.writeValueAsBytes(seedOrder())));

      assertThat(reply.status()).isEqualTo(200);
    }
  }

  @Test
  void answersASecondRequestWithTheSameKeyByteForByte() {
    Reply first = post(seedOrderWith("idempotency_key", "\"k-1\""));
    Reply second = post(seedOrderWith("idempotency_key", "\"k-1\""));
    Reply otherBody =
        post(seedOrderWith("products[0].quantity", "2").put("idempotency_key", "k-1"));
    Reply otherKey = post(seedOrderWith("idempotency_key", "\"k-2\""));
    Reply noKey = post(seedOrder());

    isAgain(second, first);
    isAgain(otherBody, first);
    assertThat(first.headers()).doesNotContainKey("Idempotent-Replayed");
    assertThat(otherKey.body()).isNotEqualTo(first.body());
    assertThat(noKey.body()).isNotEqualTo(first.body());
    assertThat(desk.size()).isEqualTo(3);
  }

  private static void isAgain(Reply reply, Reply first) {
    assertThat(reply.status()).isEqualTo(first.status());
    assertThat(reply.body()).isEqualTo(first.body());
    assertThat(reply.headers()).containsEntry("Idempotent-Replayed", "true");
  }

  @Test
  void answersAKnownKeyAlsoWhenTheBodyIsNoLongerValid() {
    Reply first = post(seedOrderWith("idempotency_key", "\"k-1\""));

    Reply invalid = post(seedOrderWith("retailer", "\"gone\"").put("idempotency_key", "k-1"));
    Reply unknownKey = post(seedOrderWith("retailer", "\"gone\"").put("idempotency_key", "k-2"));

    isAgain(invalid, first);
    isError(unknownKey, 400, "invalid_request");
    assertThat(post(seedOrderWith("idempotency_key", "\"k-2\"")).status()).isEqualTo(200);
  }

  @Test
  void tellsHowAnOrderStands() {
    String id = json(post(seedOrder())).get("request_id").stringValue();

    Reply reply = get(id, TOKEN);

    assertThat(reply.status()).isEqualTo(200);
    JsonNode body = json(reply);
    assertThat(body.get("code").stringValue()).isEqualTo("request_processing");
    assertThat(body.get("request_id").stringValue()).isEqualTo(id);
    assertThat(get(router(400, desk), id, TOKEN).status()).isEqualTo(400);
    assertThat(get(router(400, desk), id, TOKEN).body()).isEqualTo(reply.body());
  }

  @Test
  void doesNotTellWhetherAnIdIsUnknownMalformedOrSomebodyElses() {
    String id = json(post(seedOrder())).get("request_id").stringValue();

    Reply unknown = get("3f1c939065cf58e7b9f0aea70640dffc", TOKEN);

    isError(unknown, 404, "invalid_request_id");
    assertThat(get(id, "zn_client_other")).isEqualTo(unknown);
    assertThat(get(id, "zn_client_test")).isEqualTo(unknown);
    assertThat(get("nonsense", TOKEN)).isEqualTo(unknown);
    assertThat(get(id.toUpperCase(Locale.ROOT) + "0", TOKEN)).isEqualTo(unknown);
    assertThat(get(id.replace('0', 'G'), TOKEN)).isEqualTo(unknown);
  }

  @Test
  void takesTheTokenWithAnyPasswordOrNone() {
    String id = json(post(seedOrder())).get("request_id").stringValue();

    for (String pair : List.of(TOKEN + ":", TOKEN, TOKEN + ":whatever:it:is")) {
      Reply reply =
          router.handle(
              request(
                  "GET",
                  "/v1/orders/" + id,
                  Map.of("authorization", basic(pair).replace("Basic", "basic")),
                  new byte[0]));
      assertThat(reply.status()).isEqualTo(200);
    }
  }

  /// Spellings of public programs: a colon behind the scheme, the token as the password of what the
  /// documents print for the user name, the line break that `echo` adds, a Bearer key.
  @Test
  void takesTheTokenAsProgramsReallyWriteIt() {
    String id = json(post(seedOrder())).get("request_id").stringValue();

    for (String header :
        List.of(
            basic(TOKEN + ":").replace("Basic", "Basic:"),
            basic("client_token:" + TOKEN),
            basic(":" + TOKEN),
            basic(TOKEN + "\n"),
            basic(TOKEN + ": "),
            "Basic  " + basic(TOKEN + ":").substring(6) + " ",
            "Bearer " + TOKEN)) {
      Reply reply =
          router.handle(
              request("GET", "/v1/orders/" + id, Map.of("authorization", header), new byte[0]));
      assertThat(reply.status()).as(header).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "Basic",
        "Basic b'em5fY2xpZW50X25vYm9keTo='",
        "Basic Y2xpZW50X3Rva2VuOg==",
        "Bearer",
        "Basic ???",
        "Basic Og==",
        "Bearer zn_client_nobody",
        "Digest username=x",
        "Basic em5fY2xpZW50X25vYm9keTo="
      })
  void refusesACallerWhomItCannotTell(String header) {
    Reply reply =
        router.handle(
            request(
                "POST",
                "/v1/orders",
                Map.of("authorization", header),
                JSON.writeValueAsBytes(seedOrder())));

    isError(reply, 401, "invalid_client_token");
    assertThat(reply.headers())
        .containsEntry("www-authenticate", "Basic realm=\"brass\", charset=\"UTF-8\"");
    assertThat(json(reply).get("message").stringValue()).contains("curl -u <client_token>:");
    assertThat(desk.size()).isZero();
  }

  @Test
  void saysWhyATokenIsRefused() {
    assertThat(refusal("zn_client_revoked")).startsWith("Your client token was revoked.");
    assertThat(refusal("zn_client_expired")).startsWith("Your client token has expired.");
    assertThat(refusal("zn_live_abc")).startsWith("This is a key of the current API");
    assertThat(refusal("zn_client_nobody")).startsWith("Your client token is invalid.");
  }

  private String refusal(String token) {
    Reply reply = get("3f1c939065cf58e7b9f0aea70640dffc", token);
    isError(reply, 401, "invalid_client_token");
    return json(reply).get("message").stringValue();
  }

  @Test
  void letsATokenForReadingOnlyLook() {
    String id = json(post(seedOrder())).get("request_id").stringValue();

    assertThat(get(id, "zn_client_reader").status()).isEqualTo(200);
    isError(
        router.handle(
            request(
                "POST",
                "/v1/orders",
                Map.of("authorization", basic("zn_client_reader:")),
                JSON.writeValueAsBytes(seedOrder()))),
        403,
        "unauthorized_access");
  }

  @Test
  void refusesWhatIsNoRequest() {
    isError(post(""), 400, "invalid_json");
    isError(post("{\"retailer\": \"amazon\",}"), 400, "invalid_json");
    isError(post("[]"), 400, "invalid_request");
  }

  @Test
  void refusesABodyThatIsTooLargeOrNoText() {
    isError(post(" ".repeat(LARGEST_BODY + 1)), 413, "invalid_request");
    isError(post(new byte[] {'{', (byte) 0xC3, '}'}), 400, "invalid_json");
  }

  @Test
  void answersUnknownPathsAndMethodsInItsOwnShape() {
    Map<String, String> headers = Map.of("authorization", basic(TOKEN + ":"));
    isError(
        router.handle(request("GET", "/v1/nothing", headers, new byte[0])), 404, "invalid_request");

    Reply reply = router.handle(request("DELETE", "/v1/orders", headers, new byte[0]));
    isError(reply, 405, "invalid_request");
    assertThat(reply.headers()).containsEntry("allow", "GET, POST");
  }

  @Test
  void saysWhatToDoWhenTheServerItselfFails() {
    Router failing =
        router(
            200,
            (OrderDesk)
                Proxy.newProxyInstance(
                    OrderDesk.class.getClassLoader(),
                    new Class<?>[] {OrderDesk.class},
                    (_, _, _) -> {
                      throw new IllegalStateException("secret detail");
                    }));

    Reply reply =
        failing.handle(
            request(
                "POST",
                "/v1/orders",
                Map.of("authorization", basic(TOKEN + ":")),
                JSON.writeValueAsBytes(seedOrder())));

    isError(reply, 500, "internal_error");
    assertThat(reply.body()).doesNotContain("secret").contains("idempotency_key", "r-1");
  }

  @Test
  void ownsThePathsOfTheClassicApiOnly() {
    V1Api api = new V1Api(_ -> Refusal.UNKNOWN, desk, ClassicRequests.reader(), 200);

    assertThat(api.owns("/v1")).isTrue();
    assertThat(api.owns("/v1/orders")).isTrue();
    assertThat(api.owns("/v12")).isFalse();
    assertThat(api.owns("/orders")).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new V1Api(_ -> Refusal.UNKNOWN, desk, ClassicRequests.reader(), 404));
  }
}
