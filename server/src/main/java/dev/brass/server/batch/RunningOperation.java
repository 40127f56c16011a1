package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Waiting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation that is being carried out. For the thread of its run.
final class RunningOperation {

  private final Waiting operation;
  private final OperationThreads.Member member;
  private final long begun;
  private boolean told;

  /// An operation under way.
  ///
  /// @param told whether the table says that it has begun
  RunningOperation(Waiting operation, OperationThreads.Member member, long begun, boolean told) {
    this.operation = operation;
    this.member = member;
    this.begun = begun;
    this.told = told;
  }

  /// What a run is told by its threads.
  sealed interface News {}

  /// Where an operation has got to.
  ///
  /// @param ended null when it is to be carried out later
  /// @param tooSoon how much later, because its tenant asks too much
  /// @param again how much later, because this server failed at it
  record Landing(
      Waiting operation,
      @Nullable Ended ended,
      @Nullable Duration tooSoon,
      @Nullable Duration again)
      implements News {

    static Landing ended(Waiting operation, Ended end) {
      return new Landing(operation, end, null, null);
    }
  }

  /// What ended is stored.
  ///
  /// @param batch as it then is; null when it could not be stored
  /// @param failure null when it could
  record Stored(
      List<Ended> ended, @Nullable OperationBatch batch, @Nullable RuntimeException failure)
      implements News {}

  Waiting operation() {
    return operation;
  }

  boolean isOlderThan(Duration age, long now) {
    return now - begun > age.toNanos();
  }

  boolean isTold() {
    return told;
  }

  void tell() {
    told = true;
  }

  /// Who carries it out.
  OperationThreads.Member member() {
    return member;
  }
}
