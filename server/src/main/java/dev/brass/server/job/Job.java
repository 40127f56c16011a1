package dev.brass.server.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job that this node has claimed and is running.
///
/// @param attempt 1 for the first run; a snooze does not count
/// @param scope what it was stored with, its class as it turned out
public record Job(
    UUID id,
    UUID tenantId,
    String kind,
    UUID subject,
    String payload,
    @Nullable String lane,
    @Nullable UUID clock,
    int attempt,
    JobScope scope) {

  /// One that is neither a test nor acts at a store.
  public Job(
      UUID id,
      UUID tenantId,
      String kind,
      UUID subject,
      String payload,
      @Nullable String lane,
      @Nullable UUID clock,
      int attempt) {
    this(id, tenantId, kind, subject, payload, lane, clock, attempt, JobScope.LIVE);
  }
}
