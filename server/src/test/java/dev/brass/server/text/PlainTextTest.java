package dev.brass.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "a\tb"})
  void severalLinesAreTextAndNoLine(String text) {
    assertThat(PlainText.isText(text)).isTrue();
    assertThat(PlainText.isLine(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000", "\u001b[31m", "a\u007f", "a\u0085b", "a\u2028b", "a\u2029b"})
  void controlCharactersAreNeither(String text) {
    assertThat(PlainText.isText(text)).isFalse();
    assertThat(PlainText.isLine(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "São Paulo", "東京", "O’Neil 😀", "a\u00a0b"})
  void whatPeopleWriteIsBoth(String text) {
    assertThat(PlainText.isText(text)).isTrue();
    assertThat(PlainText.isLine(text)).isTrue();
  }
}
