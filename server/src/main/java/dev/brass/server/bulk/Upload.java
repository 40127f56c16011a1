package dev.brass.server.bulk;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An upload whose rows become orders, with counts of its progress; kept permanently.
///
/// @param notifiedAt time of the mail to its tenant that every order has ended; null before
/// @param pausedAt time since which its tenant has paused it; null when it is not paused
/// @param cancelledAt time at which its tenant cancelled the remaining rows; null when it did not
/// @param source how its table was read; null for old uploads without this record
public record Upload(
    TenantId tenant,
    UploadId id,
    Mode mode,
    State state,
    @Nullable String filename,
    int rows,
    int placed,
    int failed,
    boolean notifyOnComplete,
    @Nullable Instant notifiedAt,
    @Nullable Instant pausedAt,
    @Nullable Instant cancelledAt,
    @Nullable SheetSource source,
    Instant createdAt,
    Instant updatedAt) {

  /// The status of an upload (Zinc API docs, Get Bulk Upload).
  public enum State {
    /// No row was processed yet. The `place-bulk` job changes it.
    PENDING,
    /// Rows are being placed. The job changes it; a pause stops the job but does not change the
    /// state.
    PROCESSING,
    /// Each row is placed or failed.
    COMPLETED,
    /// It could not be processed after all tries; its tenant may resume it.
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// Whether the job has rows to place now.
  boolean isRunning() {
    return pausedAt == null && (state == State.PENDING || state == State.PROCESSING);
  }

  /// The same batch in a new state.
  Upload with(State newState, @Nullable Instant newPausedAt, Instant now) {
    return new Upload(
        tenant,
        id,
        mode,
        newState,
        filename,
        rows,
        placed,
        failed,
        notifyOnComplete,
        notifiedAt,
        newPausedAt,
        cancelledAt,
        source,
        createdAt,
        now);
  }
}
