package dev.brass.server.config;

import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Durations as people write them: `500ms`, `30s`, `10m`, `24h`, `7d`, or in ISO 8601.
public final class Durations {

  private static final LinearPattern FORM = LinearPattern.of("(\\d{1,9}) ?(ms|s|m|h|d)");

  private Durations() {}

  /// Reads a duration.
  ///
  /// @throws IllegalArgumentException when the text is none, or a negative one
  public static Duration parse(String text) {
    Found found = FORM.match(text).orElse(null);
    if (found != null) {
      return unit(found.groupOrEmpty(2)).multipliedBy(Long.parseLong(found.groupOrEmpty(1)));
    }
    try {
      Duration duration = Duration.parse(text.toUpperCase(Locale.ROOT));
      if (duration.isNegative()) {
        throw new IllegalArgumentException("a duration cannot be negative");
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no duration", e);
    }
  }

  /// As it would be written, in the largest unit that is exact.
  static String format(Duration duration) {
    for (String name : new String[] {"d", "h", "m", "s", "ms"}) {
      Duration unit = unit(name);
      if (!duration.isZero() && unit.multipliedBy(duration.dividedBy(unit)).equals(duration)) {
        return duration.dividedBy(unit) + name;
      }
    }
    return duration.isZero() ? "0s" : duration.toString();
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "d" -> Duration.ofDays(1);
      case "h" -> Duration.ofHours(1);
      case "m" -> Duration.ofMinutes(1);
      case "s" -> Duration.ofSeconds(1);
      default -> Duration.ofMillis(1);
    };
  }
}
