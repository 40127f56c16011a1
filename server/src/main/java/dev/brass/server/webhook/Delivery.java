package dev.brass.server.webhook;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One try to deliver a message. Nothing in it is secret: credentials and secrets that a receiver
/// repeats in its reply are masked before it is stored.
///
/// @param number 1 for the first try of the message
/// @param target the address, without user info and query; null when the endpoint had no URL
/// @param status of the reply; null when there was none
/// @param reply the first 4 KiB of the reply's body; null when there was none
/// @param note the failure, or an irregularity of a success; null when there was none
/// @param headers the headers sent, as on the wire, one per line; null when nothing was sent, and
///     for messages of the v1 API
public record Delivery(
    int number,
    Instant startedAt,
    Duration duration,
    @Nullable String target,
    @Nullable Integer status,
    Outcome outcome,
    @Nullable String reply,
    @Nullable String note,
    @Nullable String headers) {

  /// The result of a try.
  public enum Outcome {
    DELIVERED,
    /// Another try follows.
    FAILED,
    /// No other try follows.
    GIVEN_UP;

    /// The state of a message after such a last delivery.
    Message.State state() {
      return switch (this) {
        case DELIVERED -> Message.State.DELIVERED;
        case FAILED -> Message.State.PENDING;
        case GIVEN_UP -> Message.State.GIVEN_UP;
      };
    }
  }
}
