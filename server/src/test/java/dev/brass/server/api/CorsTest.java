package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {

  private static ApiRequest request(String method, String origin, String... more) {
    Map<String, String> headers = new HashMap<>(Map.of("host", "localhost:8080"));
    headers.put("origin", origin);
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return new ApiRequest(
        "id", method, "/orders", Map.of(), headers, InputStream.nullInputStream(), 0);
  }

  private static boolean permits(Cors cors, ApiRequest request) {
    return cors.marked(request, Reply.json(200, "{}"))
        .headers()
        .containsKey("Access-Control-Allow-Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, true",
    "https://app.example.com:8443, false",
    "http://app.example.com, false",
    "https://app.example.com.evil.example, false",
    "https://evil.example, false",
    "null, false",
    "http://localhost:3000, false"
  })
  void permitsTheOriginsThatAreSet(String origin, boolean permitted) {
    Cors cors = Cors.of(List.of("https://App.example.com/"), false);
    assertThat(permits(cors, request("GET", origin))).isEqualTo(permitted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1:5173", "https://[::1]"})
  void permitsPagesOfThisMachineInDevelopment(String origin) {
    Cors development = Cors.of(List.of(), true);
    assertThat(permits(development, request("GET", origin))).isTrue();
    assertThat(permits(development, request("GET", origin, "sec-fetch-site", "cross-site")))
        .isTrue();
    assertThat(permits(Cors.NONE, request("GET", origin))).isFalse();
  }

  @Test
  void aNameThatWasPointedAtThisMachineIsNotThisMachine() {
    Cors development = Cors.of(List.of(), true);
    ApiRequest rebound = request("GET", "http://localhost:3000", "host", "evil.example:8080");
    assertThat(permits(development, rebound)).isFalse();
    ApiRequest page = request("GET", "http://localhost.evil.example");
    assertThat(permits(development, page)).isFalse();
    ApiRequest typed = request("GET", "http://localhost:3000", "sec-fetch-site", "none");
    assertThat(permits(development, typed)).isFalse();
  }

  @Test
  void answersABrowserThatAsksFirst() {
    Cors cors = Cors.of(List.of("https://app.example.com"), false);
    Reply reply =
        Objects.requireNonNull(
            cors.preflight(
                request(
                    "OPTIONS",
                    "https://app.example.com",
                    "access-control-request-method",
                    "POST",
                    "access-control-request-headers",
                    "authorization, content-type")));
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers())
        .containsEntry("Access-Control-Allow-Origin", "https://app.example.com")
        .containsEntry("Access-Control-Allow-Headers", "authorization, content-type")
        .containsEntry("Vary", "Origin");
    ApiRequest stranger =
        request("OPTIONS", "https://evil.example", "access-control-request-method", "POST");
    assertThat(cors.preflight(stranger)).isNull();
  }

  @Test
  void refusesWhatIsNoOrigin() {
    for (String bad : new String[] {"*", "app.example.com", "https://app.example.com/path"}) {
      assertThatThrownBy(() -> Cors.of(List.of(bad), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("http.cors-origins");
    }
  }
}
