package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import dev.brass.spi.Totp;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One-time codes: those of the document that defines them.
class TotpTest {

  /// `12345678901234567890` in Base32.
  private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  /// RFC 6238, appendix B: the last six of its eight digits.
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void makesTheCodesOfTheDocument(long second, String code) {
    Secret<String> made = Totp.of(Secret.of(SEED)).at(Instant.ofEpochSecond(second));
    assertThat(made.reveal()).isEqualTo(code);
    assertThat(made).hasToString("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
        " GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ====\n"
      })
  void takesASeedAsStoresShowIt(String seed) {
    assertThat(Totp.of(Secret.of(seed)).at(Instant.ofEpochSecond(59)).reveal()).isEqualTo("287082");
  }

  @ParameterizedTest
  @CsvSource({
    "GEZDGNBV1Y3TQOJQ, character 9",
    "287082, character 2 ",
    "234567, has 6 characters",
    "'', has 0 characters",
    "otpauth://totp/Shop:tim?secret=GEZDGNBVGY3TQOJQ, otpauth"
  })
  void saysWhatIsWrongWithASeedWithoutRepeatingIt(String seed, String problem) {
    assertThat(Totp.problem(Secret.of(seed)).orElseThrow()).contains(problem.strip());
    assertThatThrownBy(() -> Totp.of(Secret.of(seed)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem.strip())
        .message()
        .doesNotContain("GEZDGNBV");
  }

  @Test
  void acceptsTheCodesBesideTheOneOfTheMoment() {
    Totp totp = Totp.of(Secret.of(SEED));
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    for (int seconds : new int[] {-30, 0, 29, 30}) {
      assertThat(totp.accepts(totp.at(now.plusSeconds(seconds)), now)).isTrue();
    }
    assertThat(totp.accepts(totp.at(now.plusSeconds(60)), now)).isFalse();
    assertThat(totp.accepts(Secret.of(""), now)).isFalse();
  }

  @Test
  void aCredentialMakesTheCodeOfTheMomentItIsAskedFor() {
    Credential credential = new Credential("tim@example.com", null, Secret.of(SEED), null);
    Secret<String> code = credential.oneTimeCode(() -> Instant.ofEpochSecond(59));
    assertThat(code).isEqualTo(Secret.of("287082"));
    assertThat(new Credential("tim@example.com", null, null, null).oneTimeCode(() -> Instant.MIN))
        .isNull();
    assertThat(
            new Credential("tim@example.com", null, Secret.of("no seed!"), null)
                .oneTimeCode(() -> Instant.MIN))
        .isNull();
  }

  /// A text that the limit refuses is not read any further.
  @Test
  void aLongTextIsRefusedForItsLength() {
    assertThat(Totp.problem(Secret.of("=".repeat(1_000_000) + "x")))
        .contains("has more than 1024 characters");
    assertThat(Totp.problem(Secret.of("ABCD-EFGH ijkl 2345===="))).isEmpty();
  }
}
