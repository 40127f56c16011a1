package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://mywebsite.com/zinc/order_placed",
        "https://mywebsite.com",
        "HTTPS://MyWebsite.com:8443/a?b=c&d",
        "http://user:p%40ss@mywebsite.com/",
        "http://token@mywebsite.com/",
        "http://127.0.0.1:8080/x",
        "http://[::1]:8080/x",
        "https://xn--bcher-kva.example/ä",
        "https://bücher.example/a b|c",
        "http://my_service:3000/hook",
        "http://host.docker.internal/hook"
      })
  void takesWhatCanBeCalled(String url) {
    assertThat(TargetUrl.problem(url)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|The webhook URL is empty.",
        "mywebsite.com/zinc|The webhook URL must start with http:// or https://.",
        "//mywebsite.com/zinc|The webhook URL must start with http:// or https://.",
        "ftp://mywebsite.com|The webhook URL must start with http:// or https://.",
        "javascript:alert(1)|The webhook URL must start with http:// or https://.",
        "http://mywebsite.com/#top|The webhook URL must not have a fragment (#…).",
        "127.0.0.1:3000/hook|The webhook URL must start with http:// or https://.",
        "http://mywebsite.com:0/|The webhook URL must have a port between 1 and 65535.",
        "http://mywebsite.com:70000/|The webhook URL must have a port between 1 and 65535.",
        "http://u:a%0Ab@mywebsite.com/|The webhook URL's user name or password has a control"
            + " character.",
        "http://mywebsite.com\\@other.com/|The webhook URL must not have a backslash in its host"
            + " or path."
      })
  void saysWhatIsWrong(String url, String problem) {
    assertThat(TargetUrl.problem(url)).isEqualTo(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http:///x", "http://u:p@ss@host/", "http:x"})
  void missesTheHost(String url) {
    assertThat(TargetUrl.problem(url)).isNotNull().doesNotContain("p@ss");
  }

  @Test
  void aHostMayHaveAnUnderscore() {
    TargetUrl target = TargetUrl.parse("http://my_service:3000/hook");
    assertThat(target.uri()).hasToString("http://my_service:3000/hook");
    assertThat(target.host()).isEqualTo("my_service");
  }

  @Test
  void limitsTheLength() {
    assertThat(TargetUrl.problem("http://a/" + "x".repeat(2_039))).isNull();
    assertThat(TargetUrl.problem("http://a/" + "x".repeat(2_040))).contains("2048");
  }

  @Test
  void neverRepeatsTheUrlInAProblem() {
    assertThat(TargetUrl.problem("http://user:hunter2@host:0/")).doesNotContain("hunter2");
    assertThatThrownBy(() -> TargetUrl.parse("http://user:hunter2@host:0/"))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void turnsUserInfoIntoBasicAuthentication() {
    TargetUrl target = TargetUrl.parse("https://us%3Aer:p%40ss%C3%A9@hooks.example.com/a?t=1");
    assertThat(target.uri()).hasToString("https://hooks.example.com/a?t=1");
    assertThat(target.authorization()).isEqualTo(basic("us:er:p@ssé"));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEmptyPasswordIsStillAPassword() {
    TargetUrl target = TargetUrl.parse("https://token@hooks.example.com");
    assertThat(target.authorization()).isEqualTo(basic("token:"));
    assertThat(target.uri()).hasToString("https://hooks.example.com/");
  }

  @Test
  void showsNeitherUserInfoNorQuery() {
    TargetUrl target = TargetUrl.parse("https://bob:hunter2@Hooks.example.com:8443/a?key=sesame");
    assertThat(target.shown()).isEqualTo("https://hooks.example.com:8443/a?***");
    assertThat(target).hasToString("https://hooks.example.com:8443/a?***");
    assertThat(target.hidesSomething()).isTrue();
    assertThat(target.secrets()).contains("bob:hunter2", "hunter2", "key=sesame", "sesame");
  }

  @Test
  void hidesNothingOfAPlainUrl() {
    TargetUrl target = TargetUrl.parse("http://hooks.example.com/a");
    assertThat(target.hidesSomething()).isFalse();
    assertThat(target.shown()).isEqualTo("http://hooks.example.com/a");
    assertThat(target.authorization()).isNull();
  }
}
