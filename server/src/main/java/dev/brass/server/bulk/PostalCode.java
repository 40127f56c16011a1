package dev.brass.server.bulk;

import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.util.Locale;
import java.util.Map;

/// Postal codes that a spreadsheet took for numbers: their leading zeros are gone. They come back
/// where the country's codes all have the same number of digits, so that only one code can be
/// meant.
final class PostalCode {

  private static final LinearPattern NUMBER = LinearPattern.of("([1-9]\\d*)(?:\\.0+)?(-\\d{4})?");

  /// How many digits a code has, and with how few of them the lowest code is written as a number.
  private record Digits(int all, int fewest) {}

  private static final Map<String, Digits> DIGITS =
      Map.of(
          "US", new Digits(5, 3),
          "DE", new Digits(5, 4),
          "FR", new Digits(5, 4),
          "ES", new Digits(5, 4),
          "IT", new Digits(5, 2),
          "MX", new Digits(5, 4),
          "AU", new Digits(4, 3),
          "NZ", new Digits(4, 3));

  private PostalCode() {}

  /// The code as it was before a spreadsheet read it; the same text where nothing is lost or nobody
  /// can tell.
  ///
  /// @param country as in the file; blank for the default, US
  static String restored(String code, String country) {
    Digits digits = DIGITS.get(country.isBlank() ? "US" : country.strip().toUpperCase(Locale.ROOT));
    Found number = NUMBER.match(code).orElse(null);
    if (digits == null || number == null) {
      return code;
    }
    String read = number.groupOrEmpty(1);
    if (read.length() < digits.fewest() || read.length() > digits.all()) {
      return code;
    }
    String more = number.groupOrEmpty(2);
    return "0".repeat(digits.all() - read.length()) + read + more;
  }
}
