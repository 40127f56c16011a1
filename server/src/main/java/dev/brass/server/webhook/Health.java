package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The effect of a try on the health of an endpoint: an endpoint that keeps failing, or working, is
/// not written at each try.
///
/// @param at when it failed, in the time that the message follows
/// @param now the same by the system clock
record Health(TenantId tenant, Mode mode, boolean succeeded, Instant at, Instant now) {

  /// The change by a try; null when there is none.
  ///
  /// @param patience the time without a success after which an endpoint is paused
  static @Nullable Health of(
      TenantId tenant,
      MessageRepository.Loaded message,
      boolean succeeded,
      Instant now,
      Duration patience) {
    if (message.endpoint == null) {
      return null;
    }
    Instant at = now.plus(message.ahead);
    Instant since = message.endpoint.failingSince;
    boolean news = succeeded ? since != null : since == null || !since.isAfter(at.minus(patience));
    return news ? new Health(tenant, message.mode, succeeded, at, now) : null;
  }
}
