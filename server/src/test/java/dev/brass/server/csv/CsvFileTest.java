package dev.brass.server.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    assertThat(CsvFile.harmless("\n=1")).isEqualTo("'\n=1");
    assertThat(CsvFile.harmless(null)).isEmpty();
  }

  /// Spreadsheets of East Asia take wide signs for the narrow ones.
  @Test
  void wideSignsAreHarmlessToo() {
    for (String sign : List.of("＝", "＋", "－", "＠")) {
      assertThat(CsvFile.harmless(sign + "1")).isEqualTo("'" + sign + "1");
    }
  }

  @Test
  void aLongNumberTakesNoStack() {
    String number = "1" + ",234".repeat(200_000);
    assertThat(CsvFile.harmless("+" + number)).isEqualTo("+" + number);
  }
}
