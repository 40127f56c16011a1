package dev.brass.server.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedBodyTest {

  private final BatchWire wire = new BatchWire();

  private String of(String body) {
    return KeyedBody.of(body, "ours", wire);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"idempotency_key\":\"theirs\"}",
        "{\"a\":{\"b\":[{}]},\"idempotency_key\":7}",
        "{\"a\":\"\\\"{[\\\\\",\"idempotency_key\":\"x\",\"c\":null}"
      })
  void aKeyOfTheClientStays(String body) {
    assertThat(of(body)).isEqualTo(body);
  }

  @Test
  void whatHasNoneGetsOurs() {
    assertThat(KeyedBody.of(null, "ours", wire)).isEqualTo("{\"idempotency_key\":\"ours\"}");
    assertThat(of("{}")).isEqualTo("{\"idempotency_key\":\"ours\"}");
    assertThat(of("{\"a\":1}")).isEqualTo("{\"idempotency_key\":\"ours\",\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"idempotency_key\":\"theirs\"}}",
        "{\"a\":[{\"idempotency_key\":\"theirs\"}]}",
        "{\"a\":\"\\\"idempotency_key\\\":\"}"
      })
  void oneWithinAValueIsNoKey(String body) {
    assertThat(of(body)).isEqualTo("{\"idempotency_key\":\"ours\"," + body.substring(1));
  }

  @Test
  void aNullIsReplaced() {
    assertThat(of("{\"a\":1,\"idempotency_key\":null}"))
        .isEqualTo("{\"a\":1,\"idempotency_key\":\"ours\"}");
  }
}
