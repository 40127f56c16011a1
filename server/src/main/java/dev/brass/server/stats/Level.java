package dev.brass.server.stats;

import java.util.Locale;

/// The health of a part of the server, the best first.
public enum Level {
  UP,
  WARNING,
  DOWN;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The worse of the two.
  Level or(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
