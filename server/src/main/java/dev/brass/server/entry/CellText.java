package dev.brass.server.entry;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The text of a cell or field without invisible characters. All Unicode blanks are blanks, and
/// invisible characters (byte order marks, zero-width characters, marks of direction) are removed.
/// Every method takes time in proportion to the text.
public final class CellText {

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int FIRST_TAG = 0xE0020;
  private static final int LAST_TAG = 0xE007F;

  private CellText() {}

  /// Whether a character is a blank, of any width, or the break of a line.
  public static boolean isBlank(int c) {
    return switch (c) {
      case '\t', '\n', 0x0B, '\f', '\r' -> true;
      // Letters and a symbol that fonts show as blank.
      case 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0 -> true;
      default -> Character.isSpaceChar(c);
    };
  }

  /// Whether a character has no shape of its own.
  public static boolean isInvisible(int c) {
    return Character.getType(c) == Character.FORMAT || c == 0x034F;
  }

  /// Invisible characters that change how their neighbours look: of emojis and Persian names.
  private static boolean joins(int c) {
    return c == ZERO_WIDTH_JOINER
        || c == ZERO_WIDTH_NON_JOINER
        || (c >= FIRST_TAG && c <= LAST_TAG);
  }

  /// Whether a text has no visible characters.
  public static boolean isEmpty(String text) {
    return text.codePoints().allMatch(c -> isBlank(c) || isInvisible(c));
  }

  /// The text without blanks and invisible characters at its ends.
  public static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isNothing(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (to > from && isNothing(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static boolean isNothing(int c) {
    return isBlank(c) || (isInvisible(c) && !(c >= FIRST_TAG && c <= LAST_TAG));
  }

  /// The text as one line: every run of blanks is one space.
  public static String line(String text) {
    return joined(text, " ");
  }

  /// As [#line], with breaks of lines as commas: of addresses that were written below each other.
  public static String address(String text) {
    StringBuilder lines = new StringBuilder();
    text.lines()
        .map(CellText::line)
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              if (!lines.isEmpty()) {
                lines.append(lines.charAt(lines.length() - 1) == ',' ? " " : ", ");
              }
              lines.append(line);
            });
    return lines.toString();
  }

  private static String joined(String text, String blank) {
    StringBuilder line = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isBlank(c)) {
        gap = true;
      } else if (!isInvisible(c) || joins(c)) {
        if (gap && !line.isEmpty()) {
          line.append(blank);
        }
        gap = false;
        line.appendCodePoint(c);
      }
    }
    return trimmed(line.toString());
  }

  /// A code, number or identifier: as [#line], wide letters and digits as plain ones, without
  /// invisible characters, and without the marks that make spreadsheets take it for text (`'02139`,
  /// `="02139"`).
  public static String code(String text) {
    String line = line(Normalizer.normalize(text, Normalizer.Form.NFKC));
    return unquoted(
        line.codePoints()
            .filter(c -> !isInvisible(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
  }

  /// Without the marks that make a spreadsheet take a cell for text.
  public static String unquoted(String text) {
    if (text.length() > 2 && text.startsWith("=\"") && text.endsWith("\"")) {
      return trimmed(text.substring(2, text.length() - 1));
    }
    boolean marked = text.length() > 1 && text.charAt(0) == '\'' && isMarked(text.charAt(1));
    return marked ? trimmed(text.substring(1)) : text;
  }

  private static boolean isMarked(char next) {
    return (next >= '0' && next <= '9') || "+-=@#".indexOf(next) >= 0;
  }

  /// The value of a cell, to compare it with the same cell of another file: zeros before a number,
  /// and decimals that are zeros, come and go with spreadsheets.
  public static String said(String text) {
    String code = code(text);
    String whole = WholeNumber.withoutZeroDecimals(code);
    if (whole.isEmpty() || !whole.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return code;
    }
    int zeros = 0;
    while (zeros < whole.length() - 1 && whole.charAt(zeros) == '0') {
      zeros++;
    }
    return whole.substring(zeros);
  }

  /// The reason why a text cannot be what was meant: it has a control character, or one that shows
  /// that a character was lost. Null when there is none.
  public static @Nullable String damage(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isISOControl(c) && !isBlank(c)) {
        return "it has the control character U+%04X; the file was probably read or written in another"
                .formatted(c)
            + " encoding than it has: write it again as UTF-8";
      }
      if (c == 0xFFFD || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        return "it has the mark of a lost character (U+%04X); write the file again as UTF-8"
            .formatted(c);
      }
    }
    return null;
  }

  /// For comparisons that ignore upper and lower case.
  public static String folded(String text) {
    return line(Normalizer.normalize(text, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
  }
}
