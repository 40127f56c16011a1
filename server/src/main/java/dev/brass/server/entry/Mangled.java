package dev.brass.server.entry;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Texts that spreadsheets took for numbers, so that the original is lost.
public final class Mangled {

  /// The number of digits that a spreadsheet keeps of a number.
  private static final int KEPT_DIGITS = 15;

  private static final Set<String> ERRORS =
      Set.of(
          "#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!");

  private Mangled() {}

  /// The reason why a cell cannot be used: it contains a spreadsheet's error text in place of a
  /// value. Null when it is a value.
  public static @Nullable String error(String text) {
    String code = CellText.code(text);
    boolean hidden = code.length() > 2 && code.chars().allMatch(c -> c == '#');
    return hidden || ERRORS.contains(code.toUpperCase(Locale.ROOT))
        ? "'" + code + "' is an error of the spreadsheet and no value"
        : null;
  }

  /// The reason why an identifier (a code, a key, a telephone number) cannot be what was meant;
  /// null when it can.
  public static @Nullable String identifier(String text) {
    String code = CellText.code(text);
    String error = error(code);
    if (error != null) {
      return error;
    }
    if (isScientific(code)) {
      return "'"
          + code
          + "' is what a spreadsheet makes of a long number, and its other digits are lost; format the"
          + " column as text and write it again";
    }
    String digits = WholeNumber.withoutZeroDecimals(code);
    if (WholeNumber.isDigits(digits)
        && digits.length() > KEPT_DIGITS
        && digits.substring(KEPT_DIGITS).chars().allMatch(c -> c == '0')) {
      return "'"
          + code
          + "' has only zeros after "
          + KEPT_DIGITS
          + " digits, as many as a spreadsheet keeps of a number; format the column as text and write"
          + " it again";
    }
    return null;
  }

  /// `5.55123E+09`, `1,23E+12`, `1E+12`.
  private static boolean isScientific(String code) {
    int at = code.startsWith("-") || code.startsWith("+") ? 1 : 0;
    int end = digits(code, at);
    if (end == at) {
      return false;
    }
    boolean decimals = end < code.length() && (code.charAt(end) == '.' || code.charAt(end) == ',');
    if (decimals) {
      int from = end + 1;
      end = digits(code, from);
    }
    if (end >= code.length() || Character.toUpperCase(code.charAt(end)) != 'E') {
      return false;
    }
    int power = end + 1;
    boolean signed = power < code.length() && "+-".indexOf(code.charAt(power)) >= 0;
    int from = signed ? power + 1 : power;
    return (signed || decimals) && digits(code, from) == code.length() && from < code.length();
  }

  /// The end of the digits that begin at a position.
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
