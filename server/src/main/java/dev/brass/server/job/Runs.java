package dev.brass.server.job;

import dev.brass.server.job.JobRepository.End;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The runs of claimed jobs, each on a virtual thread of its own, and what their results mean.
/// Thread-safe.
final class Runs {

  private static final Logger log = LoggerFactory.getLogger(Runs.class);
  private static final int LONGEST_ERROR = 2_000;

  private final Acks acks;
  private final Lease lease;
  private final JobMetrics metrics;
  private final RandomGenerator random;

  /// Runs.
  ///
  /// @param random for the jitter of pauses; used by many threads
  Runs(Acks acks, Lease lease, JobMetrics metrics, RandomGenerator random) {
    this.acks = acks;
    this.lease = lease;
    this.metrics = metrics;
    this.random = random;
  }

  /// Runs jobs one after the other.
  ///
  /// @param gaveRoom called when one begins to wait for somebody else
  void start(List<Claim> claims, Runnable gaveRoom) {
    Thread.ofVirtual()
        .name(claims.getFirst().job().kind())
        .start(() -> claims.forEach(claim -> run(claim, gaveRoom)));
  }

  private void run(Claim claim, Runnable gaveRoom) {
    Job job = claim.job();
    JobKind kind = claim.limit().kind();
    Timer.Sample begun = metrics.begin();
    if (job.attempt() > kind.maxAttempts()) {
      // Only a node that dies leaves its run without an end.
      end(claim, new JobResult.RetryLater("The nodes that ran it died or lost it"), begun);
      return;
    }
    JobResult result = null;
    try {
      if (claim.begin()) {
        result = new Run(claim, lease, gaveRoom).call(kind.handler(), job);
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (!claim.interrupted()) {
        log.warn("Run {} of job {} ({}) failed", job.attempt(), job.id(), job.kind(), e);
        result = new JobResult.RetryLater(e.toString());
      }
    } finally {
      claim.end();
      // What stopped this job is not for the next one.
      Thread.interrupted();
    }
    if (result == null && !claim.interrupted()) {
      result = new JobResult.RetryLater("The handler gave no result");
    }
    end(claim, result, begun);
  }

  private void end(Claim claim, @Nullable JobResult result, Timer.Sample begun) {
    Job job = claim.job();
    String word =
        switch (result) {
          case JobResult.Done _ -> {
            acks.done(claim);
            yield "done";
          }
          case JobResult.RetryLater(String why) -> retryOrDiscard(claim, why);
          case JobResult.Snooze(Duration delay) -> {
            acks.ended(claim, new End(job.id(), JobState.READY, job.attempt() - 1, delay, null));
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

  private String retryOrDiscard(Claim claim, String why) {
    Job job = claim.job();
    JobKind kind = claim.limit().kind();
    UUID id = job.id();
    if (job.attempt() >= kind.maxAttempts()) {
      log.warn("Discarded job {} ({}) after {} runs: {}", id, job.kind(), job.attempt(), why);
      acks.ended(claim, new End(id, JobState.DISCARDED, job.attempt(), null, storable(why)));
      return "discarded";
    }
    Duration pause = backoff(kind, job.attempt(), random);
    acks.ended(claim, new End(id, JobState.READY, job.attempt(), pause, storable(why)));
    return "retried";
  }

  /// The job as if it had not been claimed.
  static End released(Job job) {
    return new End(job.id(), JobState.READY, job.attempt() - 1, null, null);
  }

  /// A pause between nothing and what doubling the first one gives ("full jitter"), so that jobs
  /// that failed together do not come back together.
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
