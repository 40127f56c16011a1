package dev.brass.server.job;

import java.time.Duration;

/// The result of a run of a job.
public sealed interface JobResult {

  /// It is done; the job is deleted.
  record Done() implements JobResult {}

  /// It failed and may be tried again after the kind's back-off, until its attempts are used up;
  /// then the job is discarded: kept and visible.
  record RetryLater(String why) implements JobResult {}

  /// There is nothing to do yet; costs no attempt.
  record Snooze(Duration delay) implements JobResult {

    /// The time to wait for an event that is rarer the longer it has not happened.
    ///
    /// @param age since when it has not
    public static Duration quarterOf(Duration age, Duration shortest, Duration longest) {
      Duration quarter = age.dividedBy(4);
      return quarter.compareTo(shortest) < 0
          ? shortest
          : quarter.compareTo(longest) > 0 ? longest : quarter;
    }
  }

  /// It made progress, and continues later; costs no attempt, and earlier failures are forgotten:
  /// attempts count in a row. For jobs that run many times, whose failures would add up over their
  /// lives.
  record GoOn(Duration delay) implements JobResult {}

  /// It must not be tried again; the job is kept and visible.
  record Cancel(String why) implements JobResult {}

  static JobResult done() {
    return new Done();
  }
}
