package dev.brass.server.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodesTest {

  @Test
  void whatAPersonTypesIsReadHoweverItIsWritten() {
    assertThat(Codes.typed("bcdf-ghjk")).contains("BCDFGHJK");
    assertThat(Codes.typed(" BCDF GHJK ")).contains("BCDFGHJK");
    assertThat(Codes.typed("BCDFGHJ")).isEmpty();
    assertThat(Codes.typed("BCDF-GHJA")).isEmpty();
    assertThat(Codes.typed("x".repeat(41))).isEmpty();
  }

  @Test
  void typedCodesHaveNoVowelsAndNothingThatLooksLikeADigit() {
    for (int i = 0; i < 200; i++) {
      assertThat(Codes.shown(Codes.typed()))
          .matches("[B-DF-HJ-NP-TV-Z&&[^Y]]{4}-[B-Z&&[^EIOUY]]{4}");
    }
  }

  @Test
  void secretsAreKnownByTheirForm() {
    String secret = Codes.secret("zn_claim_");
    assertThat(Codes.isSecret("zn_claim_", secret)).isTrue();
    assertThat(Codes.isSecret("zn_device_", secret)).isFalse();
    assertThat(Codes.isSecret("zn_claim_", secret + "x")).isFalse();
  }
}
