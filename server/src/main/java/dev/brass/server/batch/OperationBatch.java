package dev.brass.server.batch;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Calls of this server's own APIs that were submitted together, with counts of their progress;
/// deleted some time after it is finished. (A bulk upload of orders is something else:
/// `dev.brass.server.bulk.Upload`.)
public record OperationBatch(
    TenantId tenant,
    OperationBatchId id,
    Mode mode,
    State state,
    Request request,
    Progress progress,
    Stop stop,
    Times times) {

  /// The request of its client.
  ///
  /// @param key with which it was created
  /// @param parallel whether its operations may run at the same time instead of one after the other
  /// @param keyRoot root from which the idempotency keys of its operations are derived; null when
  ///     they are the operations' ids
  /// @param sentTo the address at which its client reached this server, such as
  ///     `https://shop.example.com`; null when unknown
  public record Request(
      UUID key,
      boolean parallel,
      boolean stopOnError,
      @Nullable UUID keyRoot,
      @Nullable String sentTo) {}

  /// How far it is.
  ///
  /// @param operations number of all operations
  /// @param unsuccessful number of operations that failed, timed out or were answered with an error
  /// @param floor position before which every operation has ended
  /// @param interrupted whether one of its runs died
  public record Progress(
      int operations,
      int completed,
      int failed,
      int timedOut,
      int unsuccessful,
      int floor,
      boolean interrupted) {

    /// Nothing has run.
    static Progress of(int operations) {
      return new Progress(operations, 0, 0, 0, 0, 0, false);
    }

    /// The number of operations that have ended.
    public int finished() {
      return completed + failed + timedOut;
    }
  }

  /// Why its remaining operations do not run.
  ///
  /// @param by the position of the operation whose error ended it; null when none did
  /// @param cancelledAt time at which its tenant cancelled the remaining operations; null when it
  ///     did not
  public record Stop(@Nullable Integer by, @Nullable Instant cancelledAt) {
    static final Stop NONE = new Stop(null, null);
  }

  /// Its times.
  ///
  /// @param finishedAt time at which its last operation ended; null while some have not
  public record Times(Instant createdAt, Instant updatedAt, @Nullable Instant finishedAt) {}

  /// The status of a batch (batch API docs, Status values).
  public enum State {
    /// Its operations are being read, and it is invisible. Its request completes it, or, after a
    /// crash, the job `delete-old-batches` deletes it.
    RECEIVING,
    /// Operations wait or run. The job `run-batch` changes it.
    IN_PROGRESS,
    /// Every operation has ended, with any result.
    COMPLETED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// Whether no further operation may begin.
  boolean isCalledOff() {
    return stop.cancelledAt() != null || stop.by() != null;
  }
}
