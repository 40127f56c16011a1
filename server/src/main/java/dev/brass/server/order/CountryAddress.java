package dev.brass.server.order;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The parts of a country's postal addresses, for every channel that accepts one. The file
/// `countries.txt` names their source. Immutable.
///
/// @param parts letters: `C` city, `Z` postal code
/// @param required the letters of the compulsory parts
public record CountryAddress(String parts, String required) {

  /// The default for countries that are not listed.
  private static final CountryAddress USUAL = new CountryAddress("ACZ", "ACZ");

  private static final Map<String, CountryAddress> BY_CODE = read();

  /// The addresses of a country.
  ///
  /// @param country ISO 3166 alpha-2, in any case
  public static CountryAddress of(String country) {
    return BY_CODE.getOrDefault(country.toUpperCase(Locale.ROOT), USUAL);
  }

  /// Whether an address must have a postal code. Some countries have none, and some only for a part
  /// of their addresses.
  public boolean needsPostalCode() {
    return required.indexOf('Z') >= 0;
  }

  /// Whether an address must have a city. City states need none.
  public boolean needsCity() {
    return required.indexOf('C') >= 0;
  }

  private static Map<String, CountryAddress> read() {
    Map<String, CountryAddress> countries = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(CountryAddress.class.getResourceAsStream("countries.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int second = line.indexOf(' ', 3);
        if (!line.startsWith("#") && second > 0) {
          countries.put(
              line.substring(0, 2),
              new CountryAddress(line.substring(3, second), line.substring(second + 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(countries);
  }
}
