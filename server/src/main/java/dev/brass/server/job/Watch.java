package dev.brass.server.job;

import dev.brass.server.health.Activity;
import dev.brass.server.health.Health;
import dev.brass.server.health.Health.Problem;
import dev.brass.server.health.RepeatedFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The reports of a worker about its loops: whether each makes progress, and which have failed for
/// too long. A loop that makes no progress for minutes is hopeless; one that fails is not, since
/// the next try may succeed.
///
/// @param nanoTime as [System#nanoTime]
record Watch(
    LongSupplier nanoTime,
    Activity claims,
    RepeatedFailure claiming,
    Activity acks,
    RepeatedFailure acknowledging,
    Activity beats) {

  private static final Duration LATE = Duration.ofSeconds(12);
  private static final Duration HOPELESS = Duration.ofMinutes(5);

  /// A watch over a worker's loops.
  ///
  /// @param poll the longest time between two rounds of a healthy claim loop
  static Watch of(Health health, Lease lease, Duration poll, LongSupplier nanoTime) {
    Watch watch =
        new Watch(
            nanoTime,
            health.activity("job-claims", LATE.plus(poll), HOPELESS.plus(poll)),
            new RepeatedFailure("job-claims", "no job could be claimed", LATE, nanoTime),
            health.activity("job-acks", LATE, HOPELESS),
            new RepeatedFailure(
                "job-acks", "the ends of some jobs could not be written", LATE, nanoTime),
            health.activity("job-lease", LATE, HOPELESS));
    health.check(watch.claiming::problem);
    health.check(watch.acknowledging::problem);
    health.check(() -> problem(lease));
    return watch;
  }

  private static Optional<Problem> problem(Lease lease) {
    return !lease.hasBegun() || lease.isHeld()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "job-lease",
                "no sign of life could be given for "
                    + lease.age().toSeconds()
                    + " s, so this node does no work",
                false));
  }
}
