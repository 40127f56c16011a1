package dev.brass.server.bulk;

import dev.brass.server.bulk.BulkRepository.NewRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jdbi.v3.core.Handle;

/// Makes the rows of a batch of the table that was uploaded, once, in a transaction of the first
/// who has to change them. Until then the rows are pending and are read off the table. Thread-safe.
final class Unfolding {

  private final BulkRepository repository;
  private final SheetRepository sheets;
  private final BulkGate gate;
  private final String phone;

  /// The unfolding.
  ///
  /// @param phone what stores get for rows without a telephone number
  Unfolding(BulkRepository repository, SheetRepository sheets, BulkGate gate, String phone) {
    this.sheets = sheets;
    this.repository = repository;
    this.gate = gate;
    this.phone = phone;
  }

  SheetRepository sheets() {
    return sheets;
  }

  /// Stores the rows of a batch that [BulkRepository#lock] gave; false when that was done before.
  boolean unfold(Handle handle, Batch batch) {
    Optional<Sheet> sheet = sheets.get(handle, batch.tenant(), batch.id());
    if (sheet.isEmpty()) {
      return false;
    }
    List<RowReading> readings = readings(sheet.get());
    Map<String, String> headings = new HashMap<>();
    readings.forEach(row -> row.places().headings().forEach(headings::putIfAbsent));
    repository.insertRows(handle, batch, headings, newRows(readings, batch));
    sheets.delete(handle, batch.tenant(), batch.id());
    return true;
  }

  /// What is understood of a table.
  List<RowReading> readings(Sheet sheet) {
    RowReader reader = new RowReader(phone);
    List<RowReading> readings = new ArrayList<>();
    for (Sheet.Row row : sheet.rows()) {
      readings.add(reader.read(readings.size(), row));
    }
    return readings;
  }

  private List<NewRow> newRows(List<RowReading> readings, Batch batch) {
    RowJudge judge = new RowJudge(gate, batch.tenant(), batch.mode());
    RowKeys keys = new RowKeys();
    List<NewRow> rows = new ArrayList<>();
    for (RowReading row : readings) {
      List<String> errors = new ArrayList<>(judge.misread(row));
      if (errors.isEmpty()) {
        String request = row.order().toString();
        String key = row.idempotencyKey() == null ? keys.next(request) : null;
        rows.add(new NewRow(row, null, key, request));
      } else {
        errors.addAll(judge.refused(row));
        rows.add(new NewRow(row, String.join("; ", errors), null, null));
      }
    }
    return rows;
  }

  /// The rows of a batch as they are before they are unfolded; empty when they were.
  Optional<List<BatchRow>> folded(Handle handle, Batch batch) {
    return sheets
        .get(handle, batch.tenant(), batch.id())
        .map(sheet -> readings(sheet).stream().map(Unfolding::pending).toList());
  }

  private static BatchRow pending(RowReading row) {
    return new BatchRow(
        row.index(),
        row.places().number(),
        BatchRow.Status.PENDING,
        null,
        null,
        null,
        row.recipient(),
        row.productUrls(),
        row.passthrough(),
        row.notes());
  }

  /// The names of the columns that mean nothing to us, in their order.
  static List<String> passthroughNames(List<BatchRow> rows) {
    SequencedSet<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.passthrough().keySet()));
    return List.copyOf(names);
  }
}
