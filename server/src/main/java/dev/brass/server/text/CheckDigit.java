package dev.brass.server.text;

/// The check digit of card numbers (ISO/IEC 7812, "Luhn").
public final class CheckDigit {

  private CheckDigit() {}

  /// Whether the last of these decimal digits is the right one for those before it.
  public static boolean isRight(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }
}
