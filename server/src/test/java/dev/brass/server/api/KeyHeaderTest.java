package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.KeyHeader.Scheme;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHeaderTest {

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "key:, key",
    "key, key",
    "key:password, key",
    "key:pass:word, key",
    ":key, key",
    "client_token:key, key",
    "<client_token>:key, key",
    "client_token:, ''",
    ":, ''",
    "' key : ', key",
    // A key of this name, without a colon, would be one.
    "client_token, client_token"
  })
  void theKeyIsTheUserOrThePasswordOfNobody(String pair, String key) {
    assertThat(KeyHeader.of("Basic " + base64(pair))).isEqualTo(new KeyHeader(Scheme.BASIC, key));
  }

  @ParameterizedTest
  @CsvSource({
    "Basic a2V5Og==, BASIC, key",
    "basic   a2V5Og==, BASIC, key",
    "BASIC: a2V5Og, BASIC, key",
    "Bearer key, BEARER, key",
    "bearer:  key, BEARER, key",
    "Bearer, BEARER, ''",
    "Basic, OTHER, ''",
    "Basic ???, UNREADABLE, ''",
    "Digest username=x, OTHER, ''",
    "key, OTHER, ''"
  })
  void theSchemeMayHaveAColonAndAnyCase(String header, Scheme scheme, String key) {
    assertThat(KeyHeader.of(" " + header + " ")).isEqualTo(new KeyHeader(scheme, key));
  }

  @Test
  void noHeaderIsNoKey() {
    assertThat(KeyHeader.of(null)).isEqualTo(new KeyHeader(Scheme.NONE, ""));
    assertThat(KeyHeader.of("  ")).isEqualTo(new KeyHeader(Scheme.NONE, ""));
  }

  @Test
  void doesNotShowTheKey() {
    assertThat(KeyHeader.of("Bearer hunter2")).hasToString("KeyHeader[BEARER]");
  }
}
