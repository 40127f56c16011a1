package dev.brass.server.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What sees to it that no job of a kind is there for ever. `docs/reference/jobs.md` has a line for
/// each kind, and a test holds it against the code.
///
/// The handler ends a job by what it is about; that is [#ends]. The rest is done by the worker: a
/// job that is older than [#longest], or has used up its attempts, is not run any more. Its handler
/// is asked for the last word instead ([JobHandler#end]), before anything else is looked at.
///
/// @param ends what ends a job in the usual course
/// @param longest how old one may get, by the system's clock; null for a job that there is as long
///     as the installation
/// @param otherwise what becomes of one that did not end before
public record JobEnd(String ends, @Nullable Duration longest, String otherwise) {

  /// Of a kind for which nobody has said it. Tests may use it, the server may not.
  static final JobEnd UNSTATED = new JobEnd("", null, "");

  /// A job that ends, at the latest after so long.
  ///
  /// @param otherwise what its [JobHandler#end] does
  public static JobEnd within(Duration longest, String ends, String otherwise) {
    return new JobEnd(ends, longest, otherwise);
  }

  /// A job that ends, at the latest after so long; one that did not end before is kept for an
  /// operator, and is an error in the log. Only for what nobody waits for.
  ///
  /// @param harmless why nobody waits for it
  public static JobEnd discarded(Duration longest, String ends, String harmless) {
    return new JobEnd(ends, longest, "Kept as discarded: " + harmless);
  }

  /// A job that there is once for the whole installation ([StandingJob]).
  public static JobEnd standing(String does) {
    return new JobEnd(does, null, "goes on");
  }

  /// Why a job may not run any more; null when it may.
  @Nullable String over(JobKind kind, Job job, Instant now) {
    if (job.attempt() > kind.maxAttempts()) {
      return "The nodes that ran it died or lost it";
    }
    return longest != null && job.enqueuedAt().plus(longest).isBefore(now)
        ? "It had not ended after " + longest.toDays() + " days"
        : null;
  }
}
