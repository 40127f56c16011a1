package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One try to place an order, as operators see it: redacted, and without the handle that finds it
/// at the store.
///
/// @param status such as `placed`, `refused` or `in_doubt`
/// @param sent the request to the store, as JSON; null when none was made
/// @param received the store's answer, as JSON with every call to it; null when there was none
/// @param notAfter when the attempt can no longer reach the store, by the system clock; null when
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
