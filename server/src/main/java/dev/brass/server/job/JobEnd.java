package dev.brass.server.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The rule that ends every job of a kind. `docs/reference/jobs.md` has a line for each kind, and a
/// test holds it against the code.
///
/// The handler ends a job by its subject; that is [#ends]. The worker does the rest: a job that is
/// older than [#longest], or has used up its attempts, is not run any more. Instead its handler is
/// called for a last result ([JobHandler#end]), before anything else is checked.
///
/// @param ends the usual end of a job
/// @param longest the greatest age of a job, by the system clock; null for a job that exists as
///     long as the installation
/// @param otherwise the end of a job that did not end before
public record JobEnd(String ends, @Nullable Duration longest, String otherwise) {

  /// A kind without a stated end. Tests may use it, the server may not.
  static final JobEnd UNSTATED = new JobEnd("", null, "");

  /// A job that ends at the latest after this time.
  ///
  /// @param otherwise what its [JobHandler#end] does
  public static JobEnd within(Duration longest, String ends, String otherwise) {
    return new JobEnd(ends, longest, otherwise);
  }

  /// A job that ends at the latest after this time; one that did not end before is kept for an
  /// operator, and is an error in the log. Only for jobs whose result no client waits for.
  ///
  /// @param harmless why no client waits for it
  public static JobEnd discarded(Duration longest, String ends, String harmless) {
    return new JobEnd(ends, longest, "Kept as discarded: " + harmless);
  }

  /// A job that exists once for the whole installation ([StandingJob]).
  public static JobEnd standing(String does) {
    return new JobEnd(does, null, "goes on");
  }

  /// The reason why a job may not run any more; null when it may.
  @Nullable String over(JobKind kind, Job job, Instant now) {
    if (job.attempt() > kind.maxAttempts()) {
      return "The nodes that ran it died or lost it";
    }
    return longest != null && job.enqueuedAt().plus(longest).isBefore(now)
        ? "It had not ended after " + longest.toDays() + " days"
        : null;
  }
}
