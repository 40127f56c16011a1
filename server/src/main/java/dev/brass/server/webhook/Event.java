package dev.brass.server.webhook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message to a tenant's endpoint and the progress of its delivery.
///
/// @param waiting whether it is kept because the endpoint is paused
/// @param lastStatus of the reply to the last try; null when there was none
/// @param lastTriedAt null when it was not tried yet
public record Event(
    Message message, boolean waiting, @Nullable Integer lastStatus, @Nullable Instant lastTriedAt) {

  /// A filter of messages; null fields match any.
  ///
  /// @param after the id of the last message of the page before
  /// @param since the earliest time of storage, to the millisecond
  /// @param event such as `order.placed`
  public record Filter(
      @Nullable UUID after, @Nullable Instant since, @Nullable UUID order, @Nullable String event) {

    /// The filter for messages after an event.
    public Filter after(UUID last) {
      return new Filter(last, since, order, event);
    }
  }
}
