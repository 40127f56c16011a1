package dev.brass.server.job;

import java.time.Duration;

/// A type of job.
///
/// @param name lower case with hyphens: `place-order`
/// @param concurrency the most jobs of this kind that one node runs at a time
/// @param maxAttempts after so many failed runs the job is discarded
/// @param firstBackoff the pause after the first failure; doubled after each further one, with
///     jitter
/// @param longestBackoff the longest pause
public record JobKind(
    String name,
    int concurrency,
    int maxAttempts,
    Duration firstBackoff,
    Duration longestBackoff,
    JobHandler handler) {}
