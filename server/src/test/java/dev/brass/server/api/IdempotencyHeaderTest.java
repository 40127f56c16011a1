package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdempotencyHeaderTest {

  private static String body(String key, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    ApiRequest request =
        new ApiRequest(
            "id",
            "POST",
            "/orders",
            Map.of(),
            Map.of("idempotency-key", key),
            new ByteArrayInputStream(bytes),
            bytes.length);
    return IdempotencyHeader.inBody(request).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "k-1|{\"a\":1}|{\"a\":1,\"idempotency_key\":\"k-1\"}",
        "\"k-1\"|{}|{\"idempotency_key\":\"k-1\"}",
        "k-1|{\"idempotency_key\":null,\"a\":1.50}|{\"idempotency_key\":\"k-1\",\"a\":1.50}",
        "k-1|{\"idempotency_key\":\"k-1\"}|{\"idempotency_key\":\"k-1\"}",
        // for the endpoint to refuse in its own words
        "k-1|[1]|[1]",
        "k-1|{\"a\":|{\"a\":",
        "k-1|{\"a\":1,\"a\":2}|{\"a\":1,\"a\":2}"
      })
  void isTheKeyOfABodyWithoutOne(String key, String sent, String read) {
    assertThat(body(key, sent)).isEqualTo(read);
  }

  @Test
  void anotherKeyInTheBodyIsAnError() {
    assertThatThrownBy(() -> body("k-1", "{\"idempotency_key\":\"k-2\"}"))
        .isInstanceOf(RequestProblem.class)
        .hasMessageContaining("differ");
    assertThatThrownBy(() -> body("", "{}")).isInstanceOf(RequestProblem.class);
  }
}
