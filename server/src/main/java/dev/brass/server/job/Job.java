package dev.brass.server.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job that this node has claimed and is running.
///
/// @param attempt 1 for the first run; a snooze does not count
/// @param scope what it was stored with, its class as it turned out
/// @param enqueuedAt when it was stored, by the system clock
public record Job(
    UUID id,
    UUID tenantId,
    String kind,
    UUID subject,
    String payload,
    @Nullable String lane,
    @Nullable UUID clock,
    int attempt,
    JobScope scope,
    Instant enqueuedAt) {

  /// A job that is neither a test nor acts at a store.
  public Job(
      UUID id,
      UUID tenantId,
      String kind,
      UUID subject,
      String payload,
      @Nullable String lane,
      @Nullable UUID clock,
      int attempt,
      Instant enqueuedAt) {
    this(id, tenantId, kind, subject, payload, lane, clock, attempt, JobScope.LIVE, enqueuedAt);
  }
}
