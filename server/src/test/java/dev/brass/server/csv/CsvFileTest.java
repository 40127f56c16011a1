package dev.brass.server.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '"',
      value = {
        "=1+1#'=1+1",
        "+SUM(A1)#'+SUM(A1)",
        "-2+3+cmd|' /C calc'!A0#'-2+3+cmd|' /C calc'!A0",
        "@x#'@x",
        "-12.50#-12.50",
        "+15551230101#+15551230101",
        "plain#plain",
        "a=b#a=b"
      })
  void nothingIsCarriedOutByASpreadsheet(String text, String written) {
    assertThat(CsvFile.harmless(text)).isEqualTo(written);
  }

  @Test
  void tabsAndReturnsInFrontAreHarmlessToo() {
    assertThat(CsvFile.harmless("\t=1")).isEqualTo("'\t=1");
    assertThat(CsvFile.harmless("\r=1")).isEqualTo("'\r=1");
    assertThat(CsvFile.harmless(null)).isEmpty();
  }
}
