package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// The rule of a question that a store is asked again and again until it has an answer: how old the
/// question may get, and how long to wait from one time to the next. Immutable and thread-safe.
///
/// The age is looked at first: a question that is too old is not asked, whatever the store would
/// say. So it ends where the store answers with nothing but exceptions, too. A failure of any kind,
/// the connector's own mistakes included ([StoreAccess#within]), is no answer and costs a pause,
// and
/// not a try of the job that asks.
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

    /// There is no answer.
    ///
    /// @param next until it is asked again
    record Failed<T>(StoreException why, Duration next) implements Look<T> {}
  }

  /// Asks, unless the question is too old.
  ///
  /// @param since when it was asked first, or began to be of interest
  /// @param now in the time of `since`
  public <T> Look<T> look(Instant since, Instant now, Supplier<T> question) {
    Duration age = Duration.between(since, now);
    if (isOver(since, now)) {
      return new Look.TooOld<>(endsAfter);
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
