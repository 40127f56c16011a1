package dev.brass.server.batch;

import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of a batch, with its secrets masked.
///
/// @param reference the client's name for it, unique in its batch
/// @param dependsOn the references of operations that must have succeeded before it begins
/// @param query a JSON object
/// @param body a JSON object
/// @param responseBody a JSON object
/// @param failure why it was not carried out, or not to its end
public record Operation(
    TenantId tenant,
    OperationBatchId batch,
    int position,
    UUID id,
    Status status,
    @Nullable String reference,
    List<String> dependsOn,
    String method,
    String path,
    @Nullable String query,
    @Nullable String body,
    @Nullable Integer responseStatus,
    @Nullable String responseBody,
    @Nullable Failure failure,
    Instant createdAt,
    Instant updatedAt) {

  /// How it stands (seed 001). The job `run-batch` moves it on.
  public enum Status {
    /// It has not begun.
    PENDING,
    /// It is being carried out.
    IN_PROGRESS,
    /// It was answered, whatever the answer says.
    COMPLETED,
    /// It was not carried out, or nobody knows whether it was.
    FAILED,
    /// It took too long. Whether it was carried out is not known.
    TIMED_OUT;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// Why there is no answer.
  ///
  /// @param message a sentence for the client's developer
  public record Failure(Reason reason, String message) {}

  /// Kinds of failures.
  public enum Reason {
    DEPENDENCY_FAILED,
    REFERENCE_UNRESOLVED,
    BATCH_CANCELLED,
    BATCH_STOPPED,
    KEY_REFUSED,
    INTERRUPTED,
    TIMED_OUT,
    INTERNAL_ERROR;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Reason of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
