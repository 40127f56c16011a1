package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event for a receiver, as stored.
///
/// @param id sent as `X-Webhook-Id` with every try
/// @param target the receiver's URL without user info, and with `***` for a query; null for the
///     tenant's endpoint of the mode
/// @param body JSON as sent
/// @param tries the number of deliveries
public record Message(
    UUID id,
    UUID order,
    Mode mode,
    String event,
    @Nullable String target,
    String body,
    Instant createdAt,
    State state,
    int tries) {

  /// The state of a message.
  public enum State {
    /// A job will deliver it; ends as one of the others within the give-up time.
    PENDING,
    /// The receiver accepted it. Deleted after 30 days.
    DELIVERED,
    /// All tries failed, or the receiver is gone. Kept; [Webhooks#redeliver] starts again.
    GIVEN_UP
  }
}
