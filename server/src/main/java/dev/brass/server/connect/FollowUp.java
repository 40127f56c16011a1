package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// The rule of a question that a store is asked again and again until it has an answer: the maximum
/// age of the question, and the pauses between the calls. Immutable and thread-safe.
///
/// The age is checked first: a question that is too old is not asked. So it also ends when the
/// store only causes exceptions. Next is the store's rate limit, and then the call, which has its
/// deadline. A failure of any kind, including bugs of the connector ([StoreSession#ask]), is no
/// answer: it costs a pause, and not a try of the job.
///
/// @param endsAfter the maximum age of a question
/// @param pace the pause between two calls
public record FollowUp(Duration endsAfter, Pace pace) {

  /// The pause before the store is asked again.
  public interface Pace {
    Duration pause(Duration age);
  }

  /// The result of one call.
  public sealed interface Look<T> {

    /// It is too old; the store was not asked.
    record TooOld<T>(Duration endedAfter) implements Look<T> {}

    /// The store answered.
    ///
    /// @param next the pause before the next call, if the answer is not final
    record Answered<T>(T answer, Duration next) implements Look<T> {}

    /// The store may not be asked now: it has a rate limit, or cannot be reached.
    ///
    /// @param again the pause until it may be asked
    record NotYet<T>(Duration again) implements Look<T> {}

    /// There is no answer.
    ///
    /// @param next the pause before the next call
    record Failed<T>(StoreException why, Duration next) implements Look<T> {}
  }

  /// Asks, unless the question is too old.
  ///
  /// @param since when it was first asked, or became relevant
  /// @param now by the clock of `since`
  /// @param admission whether the store may be asked now, such as [StoreSession#admit]
  /// @param question asks it ([StoreSession#ask])
  public <T> Look<T> look(
      Instant since, Instant now, Supplier<Admission> admission, Supplier<T> question) {
    Duration age = Duration.between(since, now);
    if (isOver(since, now)) {
      return new Look.TooOld<>(endsAfter);
    }
    switch (admission.get()) {
      case Admission.Later(var again) -> {
        return new Look.NotYet<>(again);
      }
      case Admission.Unreachable(_, var again) -> {
        // It is not asked more often than if it answered, even if it may be called earlier.
        Duration pause = pace.pause(age);
        return new Look.NotYet<>(again.compareTo(pause) > 0 ? again : pause);
      }
      case Admission.Go _ -> {}
    }
    try {
      return new Look.Answered<>(question.get(), pace.pause(age));
    } catch (StoreException e) {
      return new Look.Failed<>(e, pace.pause(age));
    }
  }

  /// Whether a question is too old.
  public boolean isOver(Instant since, Instant now) {
    return since.plus(endsAfter).isBefore(now);
  }
}
