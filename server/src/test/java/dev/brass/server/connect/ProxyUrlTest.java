package dev.brass.server.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Secret;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          http://tim:secret@Proxy.Example:8080        | proxy.example | tim  | secret   | http://tim:***@proxy.example:8080
          http://proxy.example:1/                     | proxy.example | -    | -        | http://proxy.example:1
          HTTP://tim@203.0.113.7:65535                | 203.0.113.7   | tim  |          | http://tim:***@203.0.113.7:65535
          http://t%40m:a%3Ab%2Fc+d:e@[2001:db8::1]:80 | [2001:db8::1] | t@m  | a:b/c+d:e | http://t%40m:***@[2001:db8::1]:80
          """)
  void takesAddressesApart(String url, String host, String user, String password, String shown) {
    ProxyUrl proxy = ProxyUrl.parse(url);
    assertThat(proxy.host()).isEqualTo(host);
    assertThat(proxy.user()).isEqualTo(user);
    assertThat(proxy.password())
        .isEqualTo(user == null ? null : Secret.of(password == null ? "" : password));
    assertThat(proxy.shown()).isEqualTo(shown);
    assertThat(proxy.toString()).isEqualTo("http://" + host + ":" + proxy.port());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://tim:canary@proxy.example:8080  | must start with http://
          socks5://tim:canary@proxy.example:8080 | must start with http://
          tim:canary@proxy.example:8080          | must start with http://
          http://tim:canary@proxy.example        | must name a port
          http://tim:canary@proxy.example:0      | must name a port
          http://tim:canary@proxy.example:65536  | must name a port
          http://tim:canary@:8080                | must
          http:/tim:canary                       | must have a host
          http://tim:can@ary@proxy.example:8080  | must have a host
          http://tim:can ary@proxy.example:8080  | must be percent-encoded
          http://tim:can%ary@proxy.example:8080  | must be percent-encoded
          http://:canary@proxy.example:8080      | must have a user name
          http://t%3Am:canary@proxy.example:8080 | must have a user name without a colon
          http://tim:canary%0a@proxy.example:80  | must have no control character
          http://tim:canary@proxy.example:80/x   | must end with its port
          http://tim:canary@proxy.example:80?x=y | must end with its port
          http://tim:canary@proxy.example:80/#x  | must end with its port
          """)
  void saysWhatIsWrongAndRepeatsNothing(String url, String problem) {
    assertThat(ProxyUrl.problem(url)).contains(problem).doesNotContain("canary");
  }

  @Test
  void isNotTooLong() {
    assertThat(ProxyUrl.problem("http://" + "a".repeat(3_000) + ":80")).contains("at most 2048");
  }

  @Test
  void showsItsUserAndPasswordToTheProxyAlone() {
    ProxyUrl proxy = ProxyUrl.parse("http://tim:s%C3%A9cret@proxy.example:8080");
    Secret<String> authorization = Objects.requireNonNull(proxy.authorization());
    assertThat(authorization).hasToString("***");
    assertThat(authorization.reveal()).isEqualTo("Basic dGltOnPDqWNyZXQ=");
    assertThat(ProxyUrl.parse("http://proxy.example:8080").authorization()).isNull();
  }
}
