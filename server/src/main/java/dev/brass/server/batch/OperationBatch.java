package dev.brass.server.batch;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Calls of this server's own APIs that were handed in together. Its counts say how far it is;
/// deleted some time after it is finished. (A table of orders that was uploaded is another thing:
/// `dev.brass.server.bulk.Upload`.)
///
/// @param key the key it was created with
/// @param parallel whether its operations run beside each other instead of one after the other
/// @param unsuccessful how many operations failed, timed out or were answered with an error
/// @param floor every operation before this position has ended
/// @param interrupted whether a run of it died
/// @param stoppedBy the position of the operation whose error ended it; null when none did
/// @param cancelledAt when its tenant called off what had not begun; null when it did not
/// @param keyRoot what the idempotency keys of its operations are derived from; null when they are
///     the operations' ids
/// @param sentTo where its client reached this server, such as `https://shop.example.com`; null
/// when that is not known
/// @param finishedAt when its last operation ended; null when not all have
public record OperationBatch(
    TenantId tenant,
    OperationBatchId id,
    Mode mode,
    UUID key,
    State state,
    boolean parallel,
    boolean stopOnError,
    int operations,
    int completed,
    int failed,
    int timedOut,
    int unsuccessful,
    int floor,
    boolean interrupted,
    @Nullable Integer stoppedBy,
    @Nullable Instant cancelledAt,
    @Nullable UUID keyRoot,
    @Nullable String sentTo,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant finishedAt) {

  /// How it stands (spec batches §5).
  public enum State {
    /// Its operations are being read; nobody sees it. Its request moves it on, or, after a crash,
    /// the job `delete-old-batches` deletes it.
    RECEIVING,
    /// Operations wait or run. The job `run-batch` moves it on.
    IN_PROGRESS,
    /// Each operation has ended, whatever came of it.
    COMPLETED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// How many operations have ended.
  public int finished() {
    return completed + failed + timedOut;
  }

  /// Whether nothing of it is to begin any more.
  boolean isCalledOff() {
    return cancelledAt != null || stoppedBy != null;
  }
}
