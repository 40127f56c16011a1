package dev.brass.server.job;

import dev.brass.server.job.JobRepository.End;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The runs of claimed jobs, each on a virtual thread of its own, and the effects of their results.
/// Thread-safe.
final class Runs {

  private static final Logger log = LoggerFactory.getLogger(Runs.class);
  private static final int LONGEST_ERROR = 2_000;

  private final Acks acks;
  private final Lease lease;
  private final JobMetrics metrics;
  private final RandomGenerator random;
  private final InstantSource time;
  private final Suspects suspects;

  /// Runs.
  ///
  /// @param random for the jitter of pauses; used by many threads
  /// @param time the clock for the age of jobs
  /// @param suspects watches over jobs that may have ended a process
  Runs(
      Acks acks,
      Lease lease,
      JobMetrics metrics,
      RandomGenerator random,
      InstantSource time,
      Suspects suspects) {
    this.suspects = suspects;
    this.acks = acks;
    this.lease = lease;
    this.metrics = metrics;
    this.random = random;
    this.time = time;
  }

  /// Runs jobs one after the other.
  ///
  /// @param gaveRoom called when a job begins to wait for another system
  void start(List<Claim> claims, Runnable gaveRoom) {
    Thread.ofVirtual()
        .name(claims.getFirst().job().kind())
        .start(() -> claims.forEach(claim -> run(claim, gaveRoom)));
  }

  private void run(Claim claim, Runnable gaveRoom) {
    Timer.Sample begun = metrics.begin();
    // The age is checked first: a job that is too old is not run, whatever else is true.
    String over = over(claim);
    Ended ended = new Ended(null, false);
    try (Suspects.Entry entry = suspects.enter(claim)) {
      if (entry != null && claim.begin()) {
        Run run = new Run(claim, lease, gaveRoom);
        ended = over == null ? tried(claim, run) : lastWord(claim, run, over);
      }
    } finally {
      claim.end();
      // The interrupt that stopped this job must not stop the next one.
      Thread.interrupted();
    }
    end(claim, ended, begun);
  }

  /// The reason why a job may not run any more; null when it may.
  private @Nullable String over(Claim claim) {
    JobKind kind = claim.limit().kind();
    return claim.aloneCrashes() >= TakeoverRepository.MOST_CRASHES
        ? "The process ended %d times while only this ran".formatted(claim.aloneCrashes())
        : kind.end().over(kind, claim.job(), time.instant());
  }

  /// The end of a run.
  ///
  /// @param result null when it was stopped, so that it counts as not run
  /// @param last whether no other run may follow
  private record Ended(@Nullable JobResult result, boolean last) {}

  private static Ended tried(Claim claim, Run run) {
    Job job = claim.job();
    JobKind kind = claim.limit().kind();
    JobResult result;
    try {
      result = run.call(() -> kind.handler().run(job));
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (claim.interrupted()) {
        return new Ended(null, false);
      }
      log.warn("Run {} of job {} ({}) failed", job.attempt(), job.id(), job.kind(), e);
      result = new JobResult.RetryLater(e.toString());
    }
    if (result == null) {
      if (claim.interrupted()) {
        return new Ended(null, false);
      }
      result = new JobResult.RetryLater("The handler gave no result");
    }
    return result instanceof JobResult.RetryLater(var why) && job.attempt() >= kind.maxAttempts()
        ? lastWord(claim, run, why)
        : new Ended(result, false);
  }

  /// The handler's last result for a job that may not run any more; anything but an end discards
  /// it.
  private static Ended lastWord(Claim claim, Run run, String why) {
    Job job = claim.job();
    JobHandler handler = claim.limit().kind().handler();
    try {
      JobResult result = run.call(() -> handler.end(job, why));
      if (result instanceof JobResult.Done || result instanceof JobResult.Cancel) {
        log.warn("Ended job {} ({}) by its last word: {}", job.id(), job.kind(), why);
        return new Ended(result, true);
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (claim.interrupted()) {
        return new Ended(null, false);
      }
      log.warn("The last word about job {} ({}) failed", job.id(), job.kind(), e);
    }
    return new Ended(new JobResult.RetryLater(why), true);
  }

  private void end(Claim claim, Ended ended, Timer.Sample begun) {
    Job job = claim.job();
    String word =
        switch (ended.result()) {
          case JobResult.Done _ -> {
            acks.done(claim);
            yield "done";
          }
          case JobResult.RetryLater(String why) ->
              ended.last() ? discard(claim, why) : retry(claim, why);
          case JobResult.Snooze(Duration delay) -> {
            acks.ended(claim, new End(job.id(), JobState.READY, job.attempt() - 1, delay, null));
            yield "snoozed";
          }
          case JobResult.GoOn(Duration delay) -> {
            acks.ended(claim, new End(job.id(), JobState.READY, 0, delay, null));
            yield "snoozed";
          }
          case JobResult.Cancel(String why) -> {
            acks.ended(
                claim, new End(job.id(), JobState.CANCELLED, job.attempt(), null, storable(why)));
            yield "cancelled";
          }
          case null -> {
            acks.ended(claim, released(job));
            yield "released";
          }
        };
    metrics.ran(job.kind(), word, begun);
  }

  private String retry(Claim claim, String why) {
    Job job = claim.job();
    Duration pause = backoff(claim.limit().kind(), job.attempt(), random);
    acks.ended(claim, new End(job.id(), JobState.READY, job.attempt(), pause, storable(why)));
    return "retried";
  }

  private String discard(Claim claim, String why) {
    Job job = claim.job();
    log.error(
        "Discarded job {} ({}) after {} runs; an operator must check it: {}",
        job.id(),
        job.kind(),
        job.attempt(),
        why);
    acks.ended(claim, new End(job.id(), JobState.DISCARDED, job.attempt(), null, storable(why)));
    return "discarded";
  }

  /// The job as if it had not been claimed.
  static End released(Job job) {
    return new End(job.id(), JobState.READY, job.attempt() - 1, null, null);
  }

  /// A random pause between zero and the first pause, doubled for each attempt ("full jitter"), so
  /// that jobs that failed together do not come back together.
  static Duration backoff(JobKind kind, int attempt, RandomGenerator random) {
    long longest = kind.longestBackoff().toNanos();
    long first = kind.firstBackoff().toNanos();
    int doublings = Math.min(attempt - 1, Long.numberOfLeadingZeros(Math.max(first, 1)) - 1);
    long ceiling = Math.min(longest, first << doublings);
    return Duration.ofNanos(ceiling == 0 ? 0 : random.nextLong(ceiling));
  }

  /// PostgreSQL's text holds no zero and no half of a character.
  static String storable(String text) {
    String kept = text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) + "…" : text;
    StringBuilder clean = new StringBuilder(kept.length());
    kept.codePoints()
        .map(
            c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
