package dev.brass.server.api.v1;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The states and territories of the US and the regions of its military post, as the postal service
/// spells them (USPS Publication 28, appendix B).
final class UsStates {

  private static final String NAMES =
      """
      AL Alabama
      AK Alaska
      AS American Samoa
      AZ Arizona
      AR Arkansas
      CA California
      CO Colorado
      CT Connecticut
      DE Delaware
      DC District of Columbia
      FL Florida
      GA Georgia
      GU Guam
      HI Hawaii
      ID Idaho
      IL Illinois
      IN Indiana
      IA Iowa
      KS Kansas
      KY Kentucky
      LA Louisiana
      ME Maine
      MD Maryland
      MA Massachusetts
      MI Michigan
      MN Minnesota
      MS Mississippi
      MO Missouri
      MT Montana
      NE Nebraska
      NV Nevada
      NH New Hampshire
      NJ New Jersey
      NM New Mexico
      NY New York
      NC North Carolina
      ND North Dakota
      MP Northern Mariana Islands
      OH Ohio
      OK Oklahoma
      OR Oregon
      PA Pennsylvania
      PR Puerto Rico
      RI Rhode Island
      SC South Carolina
      SD South Dakota
      TN Tennessee
      TX Texas
      UT Utah
      VT Vermont
      VI Virgin Islands
      VA Virginia
      WA Washington
      WV West Virginia
      WI Wisconsin
      WY Wyoming
      AA Armed Forces Americas
      AE Armed Forces Europe
      AP Armed Forces Pacific
      """;

  private static final Map<String, String> BY_NAME = byName();

  private UsStates() {}

  private static Map<String, String> byName() {
    Map<String, String> byName = new HashMap<>();
    NAMES
        .lines()
        .forEach(
            line -> {
              String abbreviation = line.substring(0, 2);
              byName.put(abbreviation, abbreviation);
              byName.put(line.substring(3).toUpperCase(Locale.ROOT), abbreviation);
            });
    byName.put("D.C.", "DC");
    return Map.copyOf(byName);
  }

  /// The abbreviation of a state; null when the state is unknown.
  ///
  /// @param name its name or abbreviation in upper case
  static @Nullable String abbreviation(String name) {
    return BY_NAME.get(name);
  }
}
