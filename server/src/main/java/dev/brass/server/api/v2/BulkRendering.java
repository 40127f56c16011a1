package dev.brass.server.api.v2;

import dev.brass.server.bulk.Assessment;
import dev.brass.server.bulk.Batch;
import dev.brass.server.bulk.BatchRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bulk uploads in the words of the current API (spec v2 §5).
final class BulkRendering {

  private BulkRendering() {}

  static BulkWire.Validation validation(@Nullable String filename, Assessment a) {
    List<BulkWire.ValidatedRow> rows = a.rows().stream().map(BulkRendering::row).toList();
    int valid = (int) rows.stream().filter(BulkWire.ValidatedRow::ok).count();
    return new BulkWire.Validation(
        filename,
        rows.size(),
        valid,
        rows.size() - valid,
        a.estimatedTotal(),
        a.walletBalance(),
        a.sufficientFunds(),
        a.billedByInvoice(),
        false,
        rows);
  }

  private static BulkWire.ValidatedRow row(Assessment.Row row) {
    return new BulkWire.ValidatedRow(
        row.index(),
        row.errors().isEmpty(),
        row.errors(),
        row.productUrls(),
        row.quantities(),
        textOrNull(row.recipient()),
        textOrNull(row.destination()),
        row.maxPrice() == 0 ? null : row.maxPrice(),
        row.credentialsId(),
        row.passthrough(),
        row.notes());
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// A batch.
  ///
  /// @param rows null to leave them out
  static BulkWire.Batch batch(Batch batch, @Nullable List<BulkWire.Row> rows) {
    return new BulkWire.Batch(
        batch.id().value(),
        batch.state().code(),
        batch.rows(),
        batch.placed(),
        batch.failed(),
        batch.createdAt(),
        batch.updatedAt(),
        batch.filename(),
        batch.notifyOnComplete(),
        batch.notifiedAt(),
        batch.pausedAt(),
        batch.cancelledAt(),
        rows);
  }

  static BulkWire.Row row(BatchRow row) {
    return new BulkWire.Row(
        row.index(),
        row.status().code(),
        row.order() == null ? null : row.order().toString(),
        row.orderState() == null ? null : OrderStatus.of(row.orderState()).code(),
        row.error(),
        textOrNull(row.recipient()),
        row.productUrls(),
        row.passthrough(),
        row.notes());
  }
}
