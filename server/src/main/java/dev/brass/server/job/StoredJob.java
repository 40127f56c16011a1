package dev.brass.server.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job as operators see it; its payload stays hidden.
///
/// @param attempt runs that failed or are under way
/// @param node the node that runs it
/// @param error how the last failed run ended, shortened
/// @param finishedAt when it was discarded or cancelled
public record StoredJob(
    UUID id,
    UUID tenantId,
    String kind,
    UUID subject,
    @Nullable String lane,
    JobState state,
    Instant dueAt,
    int attempt,
    @Nullable UUID node,
    @Nullable String error,
    Instant enqueuedAt,
    @Nullable Instant finishedAt) {}
