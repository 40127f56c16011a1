package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Waiting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation that is being carried out. Used by the run's thread.
final class RunningOperation {

  private final Waiting operation;
  private final OperationThreads.Member member;
  private final long begun;
  private boolean told;

  /// Creates a running operation.
  ///
  /// @param told whether the table shows that it has begun
  RunningOperation(Waiting operation, OperationThreads.Member member, long begun, boolean told) {
    this.operation = operation;
    this.member = member;
    this.begun = begun;
    this.told = told;
  }

  /// The reports of the threads to their run.
  sealed interface News {}

  /// The result of an operation on its thread.
  ///
  /// @param ended null when it is to be carried out later
  /// @param tooSoon delay, because the tenant's rate limit was exceeded
  /// @param again delay, because this server failed
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

  /// Results were stored.
  ///
  /// @param batch updated; null when it could not be stored
  /// @param failure null when it was stored
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

  /// The thread that carries it out.
  OperationThreads.Member member() {
    return member;
  }
}
