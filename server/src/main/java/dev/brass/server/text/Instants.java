package dev.brass.server.text;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/// The instants that are accepted from clients: those that every column and every computation here
/// can hold.
public final class Instants {

  private static final LinearPattern OFFSET = LinearPattern.of("[+-]\\d{2}:?\\d{2}$");
  private static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private Instants() {}

  /// An instant with an offset, or a local time or date taken as UTC.
  ///
  /// @throws DateTimeParseException when the text is not an instant
  public static Instant read(String value) {
    // A '+' of an offset that was not escaped arrives as a blank.
    String text = value.strip().replace(' ', value.contains("T") ? '+' : 'T');
    return inReach(
        text.length() == 10
            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
            : text.endsWith("Z") || OFFSET.isIn(text)
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
  }

  /// The same instant.
  ///
  /// @throws DateTimeParseException when it is not of the years 1 to 9999
  public static Instant inReach(Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new DateTimeParseException("beyond the years 1 to 9999", instant.toString(), 0);
    }
    return instant;
  }
}
