package dev.brass.server.connect;

import org.jspecify.annotations.Nullable;

/// A call to a store and its result, as stored with the attempt: without secrets, with redacted
/// bodies.
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
