package dev.brass.server.batch;

import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of a batch, with its secrets masked.
///
/// @param reference the client's name for the operation, unique in its batch
/// @param dependsOn the references of operations that must have succeeded before it begins
/// @param query a JSON object
/// @param body a JSON object
/// @param responseBody a JSON object
/// @param failure the reason why it was not carried out, or not completed
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

  /// The status of an operation (batch API docs, Retrieve). The job `run-batch` changes it.
  public enum Status {
    /// It has not begun.
    PENDING,
    /// It is being carried out.
    IN_PROGRESS,
    /// It has an answer, whatever its content.
    COMPLETED,
    /// It was not carried out, or it is unknown whether it was.
    FAILED,
    /// It timed out. Whether it was carried out is unknown.
    TIMED_OUT;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// The reason why there is no answer.
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
