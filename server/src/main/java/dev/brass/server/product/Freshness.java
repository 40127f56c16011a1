package dev.brass.server.product;

import java.time.Duration;
import java.time.Instant;

/// The allowed age of an answer. Ages are those of the store's time, which at sandbox stores is the
/// tenant's.
public sealed interface Freshness {

  /// The operator's default age.
  record Usual() implements Freshness {}

  /// At most so old.
  record MaxAge(Duration age) implements Freshness {
    public MaxAge {
      if (age.isNegative()) {
        throw new IllegalArgumentException("an age is not negative: " + age);
      }
    }
  }

  /// Retrieved since then. A time in the future means now.
  ///
  /// @param leeway how old an answer may be in any case
  record NewerThan(Instant time, Duration leeway) implements Freshness {
    public NewerThan(Instant time) {
      this(time, Duration.ZERO);
    }
  }

  /// The earliest time of retrieval that is recent enough now.
  ///
  /// @param usual the age for callers that do not say
  default Instant notBefore(Instant now, Duration usual) {
    return switch (this) {
      case Usual _ -> now.minus(usual);
      case MaxAge(var age) -> now.minus(age);
      case NewerThan(var time, var leeway) -> {
        Instant latest = now.minus(leeway);
        yield time.isAfter(latest) ? latest : time;
      }
    };
  }
}
