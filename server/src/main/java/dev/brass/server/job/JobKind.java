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
/// @param end what sees to it that none of its jobs is there for ever
public record JobKind(
    String name,
    int concurrency,
    int maxAttempts,
    Duration firstBackoff,
    Duration longestBackoff,
    JobHandler handler,
    JobEnd end) {

  public JobKind {
    if (concurrency < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "The kind %s needs a concurrency and attempts of at least 1".formatted(name));
    }
    if (firstBackoff.isNegative() || longestBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException(
          "The back-off of the kind %s cannot go from %s to %s"
              .formatted(name, firstBackoff, longestBackoff));
    }
  }

  /// A kind of which [#ending] says when its jobs end.
  public JobKind(
      String name,
      int concurrency,
      int maxAttempts,
      Duration firstBackoff,
      Duration longestBackoff,
      JobHandler handler) {
    this(name, concurrency, maxAttempts, firstBackoff, longestBackoff, handler, JobEnd.UNSTATED);
  }

  /// The same kind, whose jobs end so.
  public JobKind ending(JobEnd when) {
    return new JobKind(name, concurrency, maxAttempts, firstBackoff, longestBackoff, handler, when);
  }
}
