package dev.brass.server.intake;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// ISO 3166-1 alpha-2 codes of countries, in any case; other spellings are rejected with the code
/// to use (Zinc API docs, Create Order).
public final class CountryCode {

  private static final Set<String> CODES = Set.of(Locale.getISOCountries());
  private static final Map<String, String> NAMES = names();

  private CountryCode() {}

  /// The code in upper case; empty when the text is not a code.
  public static Optional<String> of(String text) {
    return Optional.of(text.strip().toUpperCase(Locale.ROOT)).filter(CODES::contains);
  }

  /// The error for a text that is not a code.
  public static String fault(String text) {
    String meant = NAMES.get(text.strip().toUpperCase(Locale.ROOT));
    return "Value error, '"
        + text
        + "' is not an ISO 3166-1 alpha-2 country code"
        + (meant == null ? "" : "; use '" + meant + "'");
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    for (String code : Locale.getISOCountries()) {
      Locale locale = Locale.of("", code);
      names.put(locale.getISO3Country().toUpperCase(Locale.ROOT), code);
      names.put(locale.getDisplayCountry(Locale.ENGLISH).toUpperCase(Locale.ROOT), code);
    }
    names.put("UK", "GB");
    names.put("UNITED STATES OF AMERICA", "US");
    return Map.copyOf(names);
  }
}
