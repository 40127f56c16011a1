package dev.brass.server.connect;

import org.jspecify.annotations.Nullable;

/// A call to a store and what came of it, as it is kept with the attempt: no secrets, no bodies
/// that were not redacted.
///
/// @param status null when no reply came
/// @param trouble null when a reply came
public record Exchange(
    String method,
    String url,
    @Nullable String sent,
    @Nullable Integer status,
    @Nullable String received,
    @Nullable String trouble,
    long millis) {}
