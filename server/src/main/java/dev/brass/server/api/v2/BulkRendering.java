package dev.brass.server.api.v2;

import dev.brass.server.bulk.Assessment;
import dev.brass.server.bulk.SheetSource;
import dev.brass.server.bulk.Upload;
import dev.brass.server.bulk.UploadRow;
import dev.brass.server.order.OrderOutcome;
import dev.brass.spi.OrderError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bulk uploads in the current API (Zinc API docs, Bulk Upload).
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
        source(a.source()),
        a.columns().stream()
            .map(column -> new BulkWire.Column(column.heading(), column.concept()))
            .toList(),
        rows);
  }

  private static BulkWire.Source source(SheetSource source) {
    return new BulkWire.Source(
        source.format(),
        source.encoding(),
        source.encodingGuessed(),
        source.delimiter(),
        source.sheet());
  }

  private static BulkWire.ValidatedRow row(Assessment.Row row) {
    return new BulkWire.ValidatedRow(
        row.index(),
        row.number(),
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

  /// A batch in a list.
  static BulkWire.Batch batch(Upload batch) {
    return batch(batch, null, null, null);
  }

  /// A batch.
  ///
  /// @param rows null to leave them out; likewise the other parameters
  static BulkWire.Batch batch(
      Upload batch,
      @Nullable Map<OrderOutcome, Integer> outcomes,
      @Nullable Integer retried,
      @Nullable List<BulkWire.Row> rows) {
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
        batch.source() == null ? null : source(batch.source()),
        outcomes == null ? null : counts(outcomes),
        retried,
        rows);
  }

  private static BulkWire.OutcomeCounts counts(Map<OrderOutcome, Integer> outcomes) {
    return new BulkWire.OutcomeCounts(
        outcomes.getOrDefault(OrderOutcome.BOUGHT, 0),
        outcomes.getOrDefault(OrderOutcome.FAILED, 0),
        outcomes.getOrDefault(OrderOutcome.CANCELLED, 0),
        outcomes.getOrDefault(OrderOutcome.WAITING, 0),
        outcomes.getOrDefault(OrderOutcome.IN_DOUBT, 0));
  }

  static BulkWire.Row row(UploadRow row) {
    OrderOutcome.Standing standing = row.standing();
    OrderError error = standing == null ? null : standing.error();
    return new BulkWire.Row(
        row.index(),
        row.number(),
        row.status().code(),
        row.order() == null ? null : row.order().toString(),
        standing == null ? null : OrderStatus.of(standing.state()).code(),
        row.error(),
        textOrNull(row.recipient()),
        row.productUrls(),
        row.passthrough(),
        row.notes(),
        row.outcome().code(),
        row.errorType(),
        error == null ? null : error.code().v2ErrorType(),
        error == null ? null : error.message());
  }
}
