package dev.brass.server.api.v2;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bulk uploads on the wire: the schema of the Zinc API docs (Get Bulk Upload) with the SDK's later
/// fields, and fields of our own: how the table was read, the results of the orders, `notes`,
/// `paused_at` and `cancelled_at`.
final class BulkWire {

  private BulkWire() {}

  record Validation(
      @Nullable String filename,
      int totalRows,
      int validRows,
      int invalidRows,
      long estimatedTotalCents,
      long walletBalanceCents,
      boolean sufficientFunds,
      boolean billedByInvoice,
      boolean overCreditLimit,
      Source source,
      List<Column> columns,
      List<ValidatedRow> rows) {}

  /// How the columns of an upload were read.
  record Source(
      String format,
      @Nullable String encoding,
      boolean encodingGuessed,
      @Nullable String delimiter,
      @Nullable String sheet) {}

  /// @param takenFor null for a column that is only carried along
  record Column(String heading, @Nullable String takenFor) {}

  record OutcomeCounts(int bought, int failed, int cancelled, int waiting, int inDoubt) {}

  record ValidatedRow(
      int index,
      int row,
      boolean ok,
      List<String> errors,
      List<String> productUrls,
      List<Integer> quantities,
      @Nullable String recipient,
      @Nullable String destination,
      @Nullable Long maxPrice,
      @Nullable String retailerCredentialsId,
      Map<String, String> passthrough,
      List<String> notes) {}

  /// A batch.
  ///
  /// @param rows null, and not on the wire, when they were not requested
  /// @param outcomeCounts like `rows`
  /// @param retriedCount like `rows`
  record Batch(
      UUID id,
      String status,
      int rowCount,
      int placedCount,
      int failedCount,
      Instant createdAt,
      Instant updatedAt,
      @Nullable String filename,
      boolean notifyOnComplete,
      @Nullable Instant notifiedAt,
      @Nullable Instant pausedAt,
      @Nullable Instant cancelledAt,
      @Nullable Source source,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable OutcomeCounts outcomeCounts,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer retriedCount,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Row> rows) {}

  record Row(
      int index,
      int row,
      String status,
      @Nullable String orderId,
      @Nullable String orderStatus,
      @Nullable String error,
      @Nullable String recipient,
      List<String> productUrls,
      Map<String, String> passthrough,
      List<String> notes,
      String outcome,
      @Nullable String errorType,
      @Nullable String orderErrorType,
      @Nullable String orderError) {}

  record BatchList(List<Batch> batches, long total) {}
}
