package dev.brass.server.product;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A reading as it is stored.
///
/// @param body JSON in ASCII
/// @param at when the store answered; null when it did not
record WrittenReading(Outcome outcome, String body, @Nullable Instant at) {

  /// The types of readings that are stored.
  enum Outcome {
    KNOWN,
    REFUSED,
    FAILED
  }
}
