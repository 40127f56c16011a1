package dev.brass.connector.vendure;

import dev.brass.spi.DayRange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long the shop's parcels take, as its operator states it: Vendure tells no delivery times.
/// Written `2-6`, or with ranges for some shipping methods by their code:
/// `2-6, express-shipping:1-2`.
///
/// @param usual the range of every method that is not named
record DeliveryDays(DayRange usual, Map<String, DayRange> byMethod) {

  private static final Pattern ENTRY = Pattern.compile("^(?:([^:,\\s]+):)?(\\d{1,3})-(\\d{1,3})");

  DeliveryDays {
    byMethod = Map.copyOf(byMethod);
  }

  /// @throws IllegalArgumentException when the text is no such list
  static DeliveryDays parse(String text) {
    DayRange usual = null;
    Map<String, DayRange> byMethod = new LinkedHashMap<>();
    for (String entry : text.split(",", -1)) {
      Matcher matcher = ENTRY.matcher(entry.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException("'" + entry.strip() + "' is no range such as 2-6");
      }
      DayRange days =
          new DayRange(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
      String method = matcher.group(1);
      if (method != null) {
        byMethod.put(method, days);
      } else if (usual == null) {
        usual = days;
      } else {
        throw new IllegalArgumentException("two ranges without a shipping method");
      }
    }
    if (usual == null) {
      throw new IllegalArgumentException("the range for all other shipping methods is missing");
    }
    return new DeliveryDays(usual, byMethod);
  }

  DayRange of(String methodCode) {
    return byMethod.getOrDefault(methodCode, usual);
  }
}
