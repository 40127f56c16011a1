package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One try to place an order, as operators see it: redacted, and without what finds it at the
/// store.
///
/// @param status such as `placed`, `refused` or `in_doubt`
/// @param sent what the store was asked for, as JSON; null when it did not come to that
/// @param received what it answered, as JSON with every call to it; null when nothing came back
/// @param notAfter when the attempt can no longer reach the store, in the system's time; null when
///     it never could
/// @param endedAt null while it is under way
public record Attempt(
    int number,
    AttemptId id,
    String status,
    @Nullable String sent,
    @Nullable String received,
    @Nullable Instant notAfter,
    Instant startedAt,
    @Nullable Instant endedAt) {}
