package dev.brass.server.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellTextTest {

  @Test
  void invisibleCharactersAndAllBlanksAroundATextAreNothing() {
    assertThat(CellText.trimmed("\uFEFF\uFEFF\u200B zip\u00A0\u3000\u2060")).isEqualTo("zip");
    assertThat(CellText.isEmpty("\u00A0\u200B\uFEFF\u2003\u3164")).isTrue();
    assertThat(CellText.line("Tim\u00A0\u2009 Bea\u200Bver\u202F")).isEqualTo("Tim Beaver");
    assertThat(CellText.code("\u202A+1\u00A0555\u202C")).isEqualTo("+1 555");
    assertThat(CellText.code("\uFF10\uFF12\uFF11\uFF13\uFF19")).isEqualTo("02139");
  }

  @Test
  void whatJoinsLettersAndEmojisStays() {
    String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    assertThat(CellText.line(" " + family + " ")).isEqualTo(family);
  }

  @Test
  void linesOfAnAddressAreParted() {
    assertThat(CellText.address("12 Main St\r\nApt 4")).isEqualTo("12 Main St, Apt 4");
    assertThat(CellText.address("12 Main St,\nApt 4\n")).isEqualTo("12 Main St, Apt 4");
  }

  @Test
  void marksOfTextInSpreadsheetsAreNoText() {
    assertThat(CellText.code("'02139")).isEqualTo("02139");
    assertThat(CellText.code("=\"02139\"")).isEqualTo("02139");
    assertThat(CellText.code("'tis")).isEqualTo("'tis");
  }

  @Test
  void controlAndLostCharactersAreDamage() {
    assertThat(CellText.damage("a\tb\r\nc")).isNull();
    assertThat(CellText.damage("M\u0081ller")).contains("U+0081");
    assertThat(CellText.damage("M\u001Bller")).contains("U+001B");
    assertThat(CellText.damage("M\u007Fller")).contains("U+007F");
    assertThat(CellText.damage("M\uFFFDller")).contains("U+FFFD");
    assertThat(CellText.damage("\uD83D")).contains("U+D83D");
    assertThat(CellText.damage("\uD83D\uDE00")).isNull();
  }

  @Test
  void numbersSayTheSameWithTheZerosThatSpreadsheetsDrop() {
    assertThat(CellText.said("02139")).isEqualTo(CellText.said("2139.0")).isEqualTo("2139");
    assertThat(CellText.said("000")).isEqualTo("0");
    assertThat(CellText.said("x01")).isEqualTo("x01");
  }
}
