package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingTest {

  private static final String PEER = "10.0.0.1";
  private static final String SENDER = "x-forwarded-for";

  private static final Forwarding ONE = new Forwarding(Forwarding.Header.X_FORWARDED_FOR, 1);

  private static Forwarding.Lines lines(String name, String... values) {
    Map<String, List<String>> headers = Map.of(name, List.of(values));
    return asked -> headers.getOrDefault(asked, List.of());
  }

  private static String sender(Forwarding forwarding, String name, String... values) {
    return forwarding.sender(lines(name, values), PEER);
  }

  @Test
  void theLastValueOfTheLastLineCounts() {
    assertThat(sender(ONE, SENDER, "1.1.1.1", "2.2.2.2")).isEqualTo("2.2.2.2");
    assertThat(sender(ONE, SENDER, "1.1.1.1, 3.3.3.3", "4.4.4.4,2.2.2.2")).isEqualTo("2.2.2.2");
    assertThat(sender(Forwarding.NONE, SENDER, "1.1.1.1")).isEqualTo(PEER);
  }

  @Test
  void eachTrustedProxyAddsOneValue() {
    Forwarding two = new Forwarding(Forwarding.Header.X_FORWARDED_FOR, 2);
    assertThat(sender(two, SENDER, "9.9.9.9, 1.1.1.1", "2.2.2.2")).isEqualTo("1.1.1.1");
    assertThat(sender(two, SENDER, "2.2.2.2")).isEqualTo("2.2.2.2");
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8:4000, 8.8.8.8",
    "[2001:db8::1]:443, 2001:db8:0:0:0:0:0:1",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    "::ffff:8.8.8.8, 8.8.8.8",
    "unknown, 10.0.0.1",
    "_hidden, 10.0.0.1",
    "[, 10.0.0.1",
    "localhost, 10.0.0.1"
  })
  void addressesAreReadAsProxiesWriteThem(String written, String address) {
    assertThat(sender(ONE, SENDER, written)).isEqualTo(address);
  }

  @Test
  void theStandardHeaderIsReadToo() {
    Forwarding standard = new Forwarding(Forwarding.Header.FORWARDED, 1);
    assertThat(
            sender(
                standard,
                "forwarded",
                "for=1.1.1.1",
                "for=\"[2001:db8::1]:4711\";proto=https, For=\"8.8.8.8:4000\";by=x"))
        .isEqualTo("8.8.8.8");
    assertThat(sender(ONE, "forwarded", "for=8.8.8.8;proto=https")).isEqualTo("8.8.8.8");
    assertThat(standard.isSecure(lines("forwarded", "for=8.8.8.8;proto=https"))).isTrue();
    assertThat(sender(standard, SENDER, "1.2.3.4")).isEqualTo(PEER);
  }

  @Test
  void howTheClientCameIsTheProxysWord() {
    assertThat(ONE.isSecure(lines("x-forwarded-proto", "https"))).isTrue();
    assertThat(ONE.isSecure(lines("x-forwarded-proto", "https", "http"))).isFalse();
    assertThat(Forwarding.NONE.isSecure(lines("x-forwarded-proto", "https"))).isFalse();
  }
}
