package dev.brass.server.job;

import java.time.Duration;

/// A type of job.
///
/// @param name lower case with hyphens: `place-order`
/// @param concurrency the most jobs of this kind that work on one node at a time; one that waits
///     for somebody else does not count ([Run#outside])
/// @param inFlight the most jobs of this kind that one node has begun and not ended, those that
///     wait for somebody else included; at least the concurrency
/// @param takesSlot whether a job takes one of the places of its store, where that has so many over
///     all nodes and no more ([StoreLimits#mostAtOnce])
/// @param maxAttempts after so many failed runs the job is discarded
/// @param firstBackoff the pause after the first failure; doubled after each further one, with
///     jitter
/// @param longestBackoff the longest pause
/// @param neverSetAside whether it is never set aside, though it ended processes ([Suspects]): its
///     last word is then said instead
/// @param end what sees to it that none of its jobs is there for ever
public record JobKind(
    String name,
    int concurrency,
    int inFlight,
    boolean takesSlot,
    int maxAttempts,
    Duration firstBackoff,
    Duration longestBackoff,
    JobHandler handler,
    boolean neverSetAside,
    JobEnd end) {

  public JobKind {
    if (concurrency < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "The kind %s needs a concurrency and attempts of at least 1".formatted(name));
    }
    if (inFlight < concurrency) {
      throw new IllegalArgumentException(
          "The kind %s cannot have %d jobs at work and only %d in flight"
              .formatted(name, concurrency, inFlight));
    }
    if (firstBackoff.isNegative() || longestBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException(
          "The back-off of the kind %s cannot go from %s to %s"
              .formatted(name, firstBackoff, longestBackoff));
    }
  }

  /// A kind whose jobs wait for nobody, and need no place of their store; [#ending] says when they
  /// end.
  public JobKind(
      String name,
      int concurrency,
      int maxAttempts,
      Duration firstBackoff,
      Duration longestBackoff,
      JobHandler handler) {
    this(
        name,
        concurrency,
        concurrency,
        false,
        maxAttempts,
        firstBackoff,
        longestBackoff,
        handler,
        false,
        JobEnd.UNSTATED);
  }

  /// The same kind with so many jobs in flight.
  public JobKind inFlight(int most) {
    return new JobKind(
        name,
        concurrency,
        most,
        takesSlot,
        maxAttempts,
        firstBackoff,
        longestBackoff,
        handler,
        neverSetAside,
        end);
  }

  /// The same kind, whose jobs each take a place of their store.
  public JobKind takingSlots() {
    return new JobKind(
        name,
        concurrency,
        inFlight,
        true,
        maxAttempts,
        firstBackoff,
        longestBackoff,
        handler,
        neverSetAside,
        end);
  }

  /// The same kind with another handler.
  public JobKind with(JobHandler other) {
    return new JobKind(
        name,
        concurrency,
        inFlight,
        takesSlot,
        maxAttempts,
        firstBackoff,
        longestBackoff,
        other,
        neverSetAside,
        end);
  }

  /// The same kind, whose jobs end so.
  public JobKind ending(JobEnd when) {
    return new JobKind(
        name,
        concurrency,
        inFlight,
        takesSlot,
        maxAttempts,
        firstBackoff,
        longestBackoff,
        handler,
        neverSetAside,
        when);
  }

  /// The same kind, of which nothing is set aside.
  public JobKind keptRunning() {
    return new JobKind(
        name,
        concurrency,
        inFlight,
        takesSlot,
        maxAttempts,
        firstBackoff,
        longestBackoff,
        handler,
        true,
        end);
  }
}
