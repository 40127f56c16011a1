package dev.brass.server.entry;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// States of the USA, its territories and military addresses, by their codes and names.
public final class UsState {

  private static final Map<String, String> CODES = codes();

  private UsState() {}

  /// The code of two letters that a text names; null when it names no state.
  public static @Nullable String code(String text) {
    return CODES.get(key(text));
  }

  private static String key(String text) {
    String key = CellText.code(text).replace(".", "").toUpperCase(Locale.ROOT);
    return key.startsWith("US-") ? key.substring(3) : key;
  }

  private static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>();
    """
    AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
    DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa
    KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota
    MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey
    NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon
    PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah
    VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico
    VI Virgin Islands|GU Guam|AS American Samoa|MP Northern Mariana Islands|AE Armed Forces Europe
    AA Armed Forces Americas|AP Armed Forces Pacific
    """
        .lines()
        .flatMap(line -> java.util.Arrays.stream(line.split("\\|", -1)))
        .forEach(
            state -> {
              String code = state.substring(0, 2);
              codes.put(code, code);
              codes.put(state.substring(3).toUpperCase(Locale.ROOT), code);
            });
    codes.put("MASS", "MA");
    codes.put("CONN", "CT");
    codes.put("WASHINGTON DC", "DC");
    codes.put("US VIRGIN ISLANDS", "VI");
    return Map.copyOf(codes);
  }
}
