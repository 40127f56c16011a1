package dev.brass.server.egress;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// The `Retry-After` header: seconds, or a date.
public final class RetryAfter {

  private RetryAfter() {}

  /// The time for which a server asks to be left alone; zero when it does not, or not
  /// understandably.
  public static Duration parse(@Nullable String header, Instant now, Duration longest) {
    if (header == null) {
      return Duration.ZERO;
    }
    Duration asked;
    try {
      String value = header.strip();
      asked =
          value.chars().allMatch(Character::isDigit)
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      return Duration.ZERO;
    }
    return asked.isNegative() ? Duration.ZERO : asked.compareTo(longest) < 0 ? asked : longest;
  }
}
