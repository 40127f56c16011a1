package dev.brass.server.bulk;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An upload whose rows become orders. Its counts say how far it is; kept for good.
///
/// @param notifiedAt when its tenant was mailed that every order has come to an end; null when not
/// @param pausedAt since when no row is placed because its tenant wished so; null when they are
/// @param cancelledAt when its tenant called off what was not yet placed; null when it did not
/// @param source as what its table was read; null for one from before that was kept
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

  /// How it stands (seed 000).
  public enum State {
    /// No row was processed yet. The `place-bulk` job moves it on.
    PENDING,
    /// Rows are being placed. The job moves it on; a pause stops the job and not the state.
    PROCESSING,
    /// Each row is placed or failed.
    COMPLETED,
    /// It could not be processed, whoever tried how often; its tenant may have it tried again.
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// Whether there are rows that the job is to place now.
  boolean isRunning() {
    return pausedAt == null && (state == State.PENDING || state == State.PROCESSING);
  }

  /// The same batch as it stands from now on.
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
