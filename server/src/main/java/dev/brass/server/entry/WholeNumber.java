package dev.brass.server.entry;

import java.util.OptionalLong;

/// Whole numbers as people and spreadsheets write them: `2`, and `2.0` where a spreadsheet shows
/// decimals. `1.000` and `1,000` are refused: in one country they mean one, in another a thousand.
public final class WholeNumber {

  private static final int MOST_DIGITS = 12;

  private WholeNumber() {}

  /// The number; empty when the text is not a number, or has more than 12 digits.
  public static OptionalLong of(String text) {
    String digits = withoutZeroDecimals(CellText.code(text));
    return isDigits(digits) && digits.length() <= MOST_DIGITS
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }

  /// Without one or two decimals that are zeros.
  public static String withoutZeroDecimals(String text) {
    for (String zeros : new String[] {".0", ".00"}) {
      if (text.endsWith(zeros) && isDigits(text.substring(0, text.length() - zeros.length()))) {
        return text.substring(0, text.length() - zeros.length());
      }
    }
    return text;
  }

  static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
