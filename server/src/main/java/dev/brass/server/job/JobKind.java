package dev.brass.server.job;

import java.time.Duration;

/// A type of job.
///
/// @param name lower case with hyphens: `place-order`
/// @param concurrency the most jobs of this kind that work on one node at a time; one that waits
///     for another system does not count ([Run#outside])
/// @param inFlight the most jobs of this kind that one node has begun and not ended, including
///     those that wait for another system; at least the concurrency
/// @param takesSlot whether a job takes one of the slots of its store, where the store has a limit
///     over all nodes ([StoreLimits#mostAtOnce])
/// @param maxAttempts the number of failed runs after which the job is discarded
/// @param firstBackoff the pause after the first failure; doubled after each further one, with
///     jitter
/// @param longestBackoff the longest pause
/// @param neverSetAside whether it is never set aside, though it ended processes ([Suspects]): its
///     last result is then requested instead
/// @param end the rule that ends every job of it
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

  private static final int ATTEMPTS = 10_000;

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

  /// A kind with one job at a time, whose jobs wait for no other system and need no place of their
  /// store. It is tried 10,000 times, with pauses of a second up to 15 minutes.
  public static JobKind of(String name, JobHandler handler) {
    return new JobKind(
        name,
        1,
        1,
        false,
        ATTEMPTS,
        Duration.ofSeconds(1),
        Duration.ofMinutes(15),
        handler,
        false,
        JobEnd.UNSTATED);
  }

  /// The same kind with so many jobs at work.
  public JobKind concurrency(int most) {
    return copy(most, Math.max(most, inFlight), takesSlot, maxAttempts, neverSetAside, end);
  }

  /// The same kind with so many jobs in flight.
  public JobKind inFlight(int most) {
    return copy(concurrency, most, takesSlot, maxAttempts, neverSetAside, end);
  }

  /// The same kind, tried so often.
  public JobKind attempts(int most) {
    return copy(concurrency, inFlight, takesSlot, most, neverSetAside, end);
  }

  /// The same kind with other pauses.
  public JobKind backoff(Duration first, Duration longest) {
    return new JobKind(
        name,
        concurrency,
        inFlight,
        takesSlot,
        maxAttempts,
        first,
        longest,
        handler,
        neverSetAside,
        end);
  }

  /// The same kind, whose jobs each take a place of their store.
  public JobKind takingSlots() {
    return copy(concurrency, inFlight, true, maxAttempts, neverSetAside, end);
  }

  /// The same kind, whose jobs end so.
  public JobKind ending(JobEnd when) {
    return copy(concurrency, inFlight, takesSlot, maxAttempts, neverSetAside, when);
  }

  /// The same kind, none of whose jobs is set aside.
  public JobKind keptRunning() {
    return copy(concurrency, inFlight, takesSlot, maxAttempts, true, end);
  }

  private JobKind copy(
      int work, int flight, boolean slots, int attempts, boolean kept, JobEnd when) {
    return new JobKind(
        name, work, flight, slots, attempts, firstBackoff, longestBackoff, handler, kept, when);
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
}
