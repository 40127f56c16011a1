package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where payers are led back to is not for a request to say.
class PublicAddressTest {

  private static String of(PublicAddress address, @Nullable String host, String scheme) {
    Map<String, String> headers = new HashMap<>(Map.of("x-forwarded-proto", scheme));
    if (host != null) {
      headers.put("host", host);
    }
    return address.of(
        new ApiRequest("id", "GET", "/", Map.of(), headers, InputStream.nullInputStream(), 1));
  }

  @Test
  void whatTheOperatorSaysCounts() {
    PublicAddress address = new PublicAddress("https://shop.example.com/", "127.0.0.1", 8_080);
    assertThat(of(address, "evil.example", "http")).isEqualTo("https://shop.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, http://127.0.0.1:8080",
    "localhost.evil.example, http://127.0.0.1:8080",
    "127.0.0.1.evil.example:80, http://127.0.0.1:8080",
    "127.0.0.1@evil.example, http://127.0.0.1:8080",
    "localhost:80@evil.example, http://127.0.0.1:8080",
    "localhost/evil, http://127.0.0.1:8080",
    "localhost:123456, http://127.0.0.1:8080",
    "[::2], http://127.0.0.1:8080",
    "localhost:9000, http://localhost:9000",
    "LocalHost, http://LocalHost",
    "127.0.0.1:9000, http://127.0.0.1:9000",
    "[::1]:9000, http://[::1]:9000"
  })
  void withoutThatAHostCountsThatIsThisMachine(String host, String expected) {
    assertThat(of(new PublicAddress(null, "127.0.0.1", 8_080), host, "https")).isEqualTo(expected);
  }

  @Test
  void theAddressThatIsListenedOnIsThisMachine() {
    assertThat(of(new PublicAddress(null, "10.0.0.5", 80), "10.0.0.5:80", "http"))
        .isEqualTo("http://10.0.0.5:80");
    assertThat(of(new PublicAddress(null, "10.0.0.5", 80), "evil.example", "http"))
        .isEqualTo("http://10.0.0.5:80");
    assertThat(of(new PublicAddress(null, "0.0.0.0", 80), "evil.example", "http"))
        .isEqualTo("http://localhost:80");
    assertThat(of(new PublicAddress(null, "::", 80), null, "http"))
        .isEqualTo("http://localhost:80");
    assertThat(of(new PublicAddress(null, "fd00::5", 80), null, "http"))
        .isEqualTo("http://[fd00::5]:80");
  }
}
