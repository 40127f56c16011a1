package dev.brass.server.text;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/// The instants that are taken from strangers: those that every column and every computation here
/// can hold.
public final class Instants {

  private static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private Instants() {}

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
