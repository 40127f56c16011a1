package dev.brass.server.api.v2;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bulk uploads as they are on the wire: seed 000's schema with the SDK's later fields, and
/// `notes`, `paused_at` and `cancelled_at` of our own.
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
      List<ValidatedRow> rows) {}

  record ValidatedRow(
      int index,
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
  /// @param rows null, and not on the wire, where they were not asked for
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
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Row> rows) {}

  record Row(
      int index,
      String status,
      @Nullable String orderId,
      @Nullable String orderStatus,
      @Nullable String error,
      @Nullable String recipient,
      List<String> productUrls,
      Map<String, String> passthrough,
      List<String> notes) {}

  record BatchList(List<Batch> batches, long total) {}
}
