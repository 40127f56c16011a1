package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The stored row of an attempt.
///
/// @param handle finds the order at the store; sealed at rest; null until the store gave a quote
/// @param sent the request to the store, as JSON, redacted
/// @param received the store's answer, as JSON, redacted
record AttemptRow(
    int number,
    AttemptId id,
    Status status,
    @Nullable String handle,
    @Nullable String sent,
    @Nullable String received,
    @Nullable Instant notAfter,
    Instant startedAt,
    @Nullable Instant endedAt) {

  /// An attempt that ended before the store was asked to buy.
  static AttemptRow notPlaced(
      int number, AttemptId id, Instant startedAt, Instant endedAt, @Nullable String received) {
    return new AttemptRow(
        number, id, Status.NOT_PLACED, null, null, received, null, startedAt, endedAt);
  }

  AttemptRow ended(Status how, Instant at, @Nullable String answer) {
    return new AttemptRow(number, id, how, handle, sent, answer, notAfter, startedAt, at);
  }

  enum Status {
    /// Ended before the store was asked to buy.
    NOT_PLACED,
    PLACING,
    PLACED,
    REFUSED,
    IN_DOUBT,
    ACTION_REQUIRED,
    /// Nothing that buys was sent. It does not count, and is made again under its number and id.
    NOT_SENT,
    /// The store was asked afterwards and has no such order.
    ABSENT;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
