package dev.brass.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.brass.server.text.CheckDigit;
import java.time.Duration;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          card 4242424242424242 refused              | card ************4242 refused
          4242 4242 4242 4242                        | **** **** **** 4242
          4242-4242-4242-4242,                       | ****-****-****-4242,
          378282246310005                            | ***********0005
          3782 822463 10005                          | **** ****** *0005
          on 2026-11-21 4242424242424242 was refused | on 2026-11-21 ************4242 was refused
          pan:4242424242424242;                      | pan:************4242;
          x4242424242424242y                         | x************4242y
          4242424242424243 has a wrong check digit   | 4242424242424243 has a wrong check digit
          """)
  void hidesCardNumbers(String text, String redacted) {
    assertThat(Redaction.of(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          the key zn_live_AbC123 is revoked     | the key zn_live_*** is revoked
          zn_whsec_abcdefgh                     | zn_whsec_***
          account zn_acct_ABCD1234              | account zn_acct_ABCD1234
          Authorization: Basic dXNlcjpwYXNz     | Authorization: ***
          {"authorization":"Payment eyJ.x","a":1} | {"authorization":"***","a":1}
          sent Bearer abc123                    | sent Bearer ***
          {"password":"hunter 2","a":"b"}       | {"password":"***","a":"b"}
          {"retailer_password": "hun\\"ter2"}    | {"retailer_password": "***"}
          {\\"security_code\\":\\"123\\"}           | {\\"security_code\\":\\"***\\"}
          {"security_code":123}                 | {"security_code":***}
          {"password":"cut of                   | {"password":"***"
          ?user=u&password=p&ssl=true           | ?user=u&password=***&ssl=true
          https://u:p@ss@h.example/x@y          | https://***@h.example/x@y
          X-Api-Key: abc                        | X-Api-Key: ***
          """)
  void hidesCredentials(String text, String redacted) {
    assertThat(Redaction.of(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "an order without secrets",
        "Basic authentication failed",
        "the bearer is unknown",
        "placed 12 orders in 1732212345678 ns, 99 s",
        "0123456789abcdef0123456789abcdef",
        "http://127.0.0.1:8080/v1/orders",
        "2026-11-21T19:11:45.123456789Z"
      })
  void leavesOrdinaryTextAsItIs(String text) {
    assertThat(Redaction.of(text)).isSameAs(text);
  }

  @Property
  void leavesIdentifiersAsTheyAre(@ForAll long most, @ForAll long least) {
    String id = new UUID(most, least).toString();
    assertThat(Redaction.of("order " + id + " placed")).isEqualTo("order " + id + " placed");
    String hex = id.replace("-", "").replaceFirst("^.", "f");
    assertThat(Redaction.of(hex)).isEqualTo(hex);
  }

  @Property
  void noCardNumberPassesHoweverItIsGroupedAndWhereverItStands(
      @ForAll("cards") String card,
      @ForAll("separators") String separator,
      @ForAll @AlphaChars @StringLength(max = 20) String before,
      @ForAll @StringLength(max = 20) String after) {
    String grouped = card.replaceAll("(\\d{4})(?=\\d)", "$1" + separator);
    String safeAfter = after.replaceAll("^[0-9]+", "");
    String redacted = Redaction.of(before + grouped + safeAfter);
    assertThat(redacted.replaceAll("[^0-9]", "")).doesNotContain(card.substring(0, 9));
  }

  @Property
  void noKeyPasses(
      @ForAll("kinds") String kind,
      @ForAll @AlphaChars @NumericChars @StringLength(min = 20, max = 43) String key,
      @ForAll @StringLength(max = 20) String before,
      @ForAll @StringLength(max = 20) String after) {
    assertThat(Redaction.of(before + " zn_" + kind + "_" + key + " " + after)).doesNotContain(key);
    assertThat(Redaction.of("Authorization: Bearer " + key)).doesNotContain(key);
    assertThat(Redaction.of("{\"password\": \"" + key + "\"}" + after)).doesNotContain(key);
  }

  @Property
  void redactingTwiceIsRedactingOnce(@ForAll String text) {
    String once = Redaction.of(text);
    assertThat(Redaction.of(once)).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4",
        "4 ",
        "4242-",
        "a",
        "\"",
        "\\\"",
        "password=\"\\\"",
        "token",
        "zn_",
        "://",
        "://u",
        "Bearer ",
        "authorization:",
        "secret: '",
        "0f"
      })
  void takesTimeOnlyAsTheTextGrows(String part) {
    String text = part.repeat(1_000_000 / part.length());
    assertTimeout(Duration.ofSeconds(5), () -> assertThat(Redaction.of(text)).isNotNull());
  }

  @Test
  void hidesEveryNumberOfALongList() {
    String list = "4242424242424242 5555555555554444\n4000056655665556";
    assertThat(Redaction.of(list).replaceAll("[^0-9]", "")).hasSize(12);
  }

  @Provide
  Arbitrary<String> cards() {
    return Combinators.combine(
            Arbitraries.strings().numeric().ofLength(1).filter(s -> !s.equals("0")),
            Arbitraries.strings().numeric().ofMinLength(11).ofMaxLength(17))
        .as((first, rest) -> withCheckDigit(first + rest));
  }

  @Provide
  Arbitrary<String> separators() {
    return Arbitraries.of("", " ", "-", ".", "+");
  }

  @Provide
  Arbitrary<String> kinds() {
    return Arbitraries.of("live", "test", "client", "admin", "whsec");
  }

  private static String withCheckDigit(String digits) {
    for (char digit = '0'; digit <= '9'; digit++) {
      if (CheckDigit.isRight(digits + digit)) {
        return digits + digit;
      }
    }
    throw new AssertionError("every number has a check digit");
  }
}
