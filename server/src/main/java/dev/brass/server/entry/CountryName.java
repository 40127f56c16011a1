package dev.brass.server.entry;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names of countries as shops export them.
public final class CountryName {

  private static final Map<String, String> CODES = codes();

  private CountryName() {}

  /// The ISO 3166-1 alpha-2 code that a text names; null when it names no country.
  public static @Nullable String code(String text) {
    return CODES.get(key(text));
  }

  private static String key(String text) {
    return CellText.code(text).replace(".", "").toUpperCase(Locale.ROOT);
  }

  private static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>();
    for (String code : Locale.getISOCountries()) {
      Locale country = Locale.of("", code);
      codes.put(key(country.getDisplayCountry(Locale.ENGLISH)), code);
      codes.put(key(country.getDisplayCountry(Locale.of("", code))), code);
    }
    for (String code : Locale.getISOCountries()) {
      codes.put(Locale.of("", code).getISO3Country(), code);
    }
    for (String code : Locale.getISOCountries()) {
      codes.put(code, code);
    }
    codes.put("UNITED STATES OF AMERICA", "US");
    codes.put("THE UNITED STATES OF AMERICA", "US");
    codes.put("GREAT BRITAIN", "GB");
    codes.put("THE NETHERLANDS", "NL");
    codes.put("DEUTSCHLAND", "DE");
    codes.put("CZECH REPUBLIC", "CZ");
    codes.put("SOUTH KOREA", "KR");
    return Map.copyOf(codes);
  }
}
