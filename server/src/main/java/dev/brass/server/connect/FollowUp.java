package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// The rule of a question that a store is asked again and again until it has an answer: how old the
/// question may get, and how long to wait from one time to the next. Immutable and thread-safe.
///
/// The age is looked at first: a question that is too old is not asked, whatever the store would
/// say. So it ends where the store answers with nothing but exceptions, too. Then comes the store's
/// own pace, and then the call, which has its deadline. A failure of any kind, the connector's own
/// mistakes included ([StoreSession#ask]), is no answer: it costs a pause, and not a try of the job
/// that asks.
///
/// @param endsAfter how old a question may get
/// @param pace the pause from one time to the next
public record FollowUp(Duration endsAfter, Pace pace) {

  /// How long to wait until the store is asked again.
  public interface Pace {
    Duration pause(Duration age);
  }

  /// What came of it.
  public sealed interface Look<T> {

    /// It is too old; the store was not asked.
    record TooOld<T>(Duration endedAfter) implements Look<T> {}

    /// The store answered.
    ///
    /// @param next until it is asked again, if that is no end
    record Answered<T>(T answer, Duration next) implements Look<T> {}

    /// The store may not be asked now: it keeps a pace, or cannot be reached.
    ///
    /// @param again until it may
    record NotYet<T>(Duration again) implements Look<T> {}

    /// There is no answer.
    ///
    /// @param next until it is asked again
    record Failed<T>(StoreException why, Duration next) implements Look<T> {}
  }

  /// Asks, unless the question is too old.
  ///
  /// @param since when it was asked first, or began to be of interest
  /// @param now in the time of `since`
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
        // It is not asked more often than if it answered, however soon it may be tried.
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
