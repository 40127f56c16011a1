package dev.brass.server.config;

import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Durations as people write them: `500ms`, `30s`, `10m`, `24h`, `7d`, `2w`, or in ISO 8601.
public final class Durations {

  private static final LinearPattern FORM = LinearPattern.of("(\\d{1,9}) ?(ms|s|m|h|d|w)");

  private Durations() {}

  /// Reads a duration.
  ///
  /// @throws IllegalArgumentException when the text is not a duration, or a negative one
  public static Duration parse(String text) {
    Found found = FORM.match(text).orElse(null);
    if (found != null) {
      return unit(found.groupOrEmpty(2)).multipliedBy(Long.parseLong(found.groupOrEmpty(1)));
    }
    Instant anyTime = Instant.EPOCH;
    if (months(text) != 0) {
      throw new IllegalArgumentException("months and years differ in length");
    }
    return from(anyTime, text);
  }

  /// The length of a duration in ISO 8601 from an instant on, in UTC: months and years have the
  /// length that they have at that time.
  ///
  /// @throws IllegalArgumentException when the text is not a duration, or a negative one
  public static Duration from(Instant begin, String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    int time = upper.indexOf('T');
    String date = time < 0 ? upper : upper.substring(0, time);
    try {
      Period period = date.equals("P") && time > 0 ? Period.ZERO : Period.parse(date);
      Duration rest = time < 0 ? Duration.ZERO : Duration.parse("P" + upper.substring(time));
      OffsetDateTime end = begin.atOffset(ZoneOffset.UTC).plus(period).plus(rest);
      Duration duration = Duration.between(begin, end.toInstant());
      if (duration.isNegative() || period.isNegative() || rest.isNegative()) {
        throw new IllegalArgumentException("a duration cannot be negative");
      }
      return duration;
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("no duration", e);
    }
  }

  private static long months(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    int time = upper.indexOf('T');
    try {
      return Period.parse(time < 0 ? upper : upper.substring(0, time)).toTotalMonths();
    } catch (DateTimeParseException e) {
      return 0;
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
      case "w" -> Duration.ofDays(7);
      case "d" -> Duration.ofDays(1);
      case "h" -> Duration.ofHours(1);
      case "m" -> Duration.ofMinutes(1);
      case "s" -> Duration.ofSeconds(1);
      default -> Duration.ofMillis(1);
    };
  }
}
