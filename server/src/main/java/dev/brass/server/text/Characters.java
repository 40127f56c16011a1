package dev.brass.server.text;

import java.util.function.IntPredicate;

/// Operations that need no pattern: loops over the characters of a text.
public final class Characters {

  private static final int UUID_LENGTH = 36;

  private Characters() {}

  /// Whether a text consists of this number of digits 0 to 9.
  public static boolean areDigits(String text, int least, int most) {
    return text.length() >= least && text.length() <= most && all(text, Characters::isDigit);
  }

  /// Whether a text consists of this number of hexadecimal digits in either case.
  public static boolean areHexDigits(String text, int length) {
    return text.length() == length && all(text, Characters::isHexDigit);
  }

  /// Whether a text is a UUID of hexadecimal digits in either case, in its five groups.
  public static boolean areUuid(String text) {
    if (text.length() != UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? text.charAt(i) != '-' : !isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether all characters of a text match.
  public static boolean all(String text, IntPredicate such) {
    return text.chars().allMatch(such);
  }

  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  public static boolean isHexDigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  public static boolean isLetterOrDigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// The text without any of one character at its end.
  public static String withoutEnd(String text, char end) {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == end) {
      length--;
    }
    return text.substring(0, length);
  }

  /// The text without this beginning, if it has it.
  public static String withoutStart(String text, String start) {
    return text.startsWith(start) ? text.substring(start.length()) : text;
  }

  /// The text before the first of such a character; all of it when the text does not have one.
  public static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  /// 32 hexadecimal digits as a UUID is written.
  public static String asUuid(String digits) {
    return String.join(
        "-",
        digits.substring(0, 8),
        digits.substring(8, 12),
        digits.substring(12, 16),
        digits.substring(16, 20),
        digits.substring(20));
  }

  /// The matching characters of a text.
  public static String only(String text, IntPredicate such) {
    StringBuilder only = new StringBuilder(text.length());
    text.chars().filter(such).forEach(c -> only.append((char) c));
    return only.toString();
  }

  /// A number of a spreadsheet without the decimals that are all zero: `2.00` is `2`.
  public static String withoutZeroDecimals(String text) {
    int point = text.lastIndexOf('.');
    boolean zeros =
        point >= 0 && point + 1 < text.length() && all(text.substring(point + 1), c -> c == '0');
    return zeros ? text.substring(0, point) : text;
  }
}
