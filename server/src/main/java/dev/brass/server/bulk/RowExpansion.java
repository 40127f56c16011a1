package dev.brass.server.bulk;

import dev.brass.server.bulk.BulkRepository.NewRow;
import dev.brass.server.bulk.FormerOrders.Former;
import dev.brass.server.order.OrderId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Creates the rows of a batch from its uploaded table, once, in the transaction of the first
/// caller that has to change them. Until then the rows are pending and are read from the table.
/// Thread-safe.
final class RowExpansion {

  private final BulkRepository repository;
  private final SheetRepository sheets;
  private final RowIntake intake;
  private final FormerOrders former;
  private final String phone;

  /// Creates the expansion.
  ///
  /// @param phone the telephone number that stores receive for rows without one
  RowExpansion(
      BulkRepository repository,
      SheetRepository sheets,
      RowIntake intake,
      FormerOrders former,
      String phone) {
    this.sheets = sheets;
    this.repository = repository;
    this.intake = intake;
    this.former = former;
    this.phone = phone;
  }

  SheetRepository sheets() {
    return sheets;
  }

  /// Stores the rows of a batch returned by [BulkRepository#lock]; false when that was done before.
  boolean unfold(Handle handle, Upload batch) {
    Optional<Sheet> sheet = sheets.get(handle, batch.tenant(), batch.id());
    if (sheet.isEmpty()) {
      return false;
    }
    List<RowReading> readings = readings(sheet.get());
    Map<String, String> headings = new HashMap<>();
    readings.forEach(row -> row.places().headings().forEach(headings::putIfAbsent));
    repository.insertRows(
        handle,
        batch,
        headings,
        newRows(readings, batch, former.of(handle, batch, readings, sheet.get())));
    sheets.delete(handle, batch.tenant(), batch.id());
    return true;
  }

  /// The readings of a table's rows.
  List<RowReading> readings(Sheet sheet) {
    return reader(sheet).readAll(sheet);
  }

  /// The number of orders in a table.
  int orders(Sheet sheet) {
    return reader(sheet).orders(sheet).size();
  }

  /// The concepts of a table's columns.
  List<Assessment.Taken> columns(Sheet sheet) {
    TablePlan plan = reader(sheet).plan(sheet.headings());
    List<Assessment.Taken> columns = new ArrayList<>();
    for (String heading : plan.headings()) {
      boolean byOrder = sheet.wishes().byOrder() && heading.equals(plan.orderHeading());
      TablePlan.Taken taken = plan.of(heading);
      String what = taken == null ? null : taken.meaning().column().heading();
      columns.add(new Assessment.Taken(heading, byOrder ? Column.ORDER_NUMBER.heading() : what));
    }
    return columns;
  }

  private RowReader reader(Sheet sheet) {
    return new RowReader(phone, sheet.wishes());
  }

  private List<NewRow> newRows(
      List<RowReading> readings, Upload batch, List<@Nullable Former> knownBefore) {
    RowValidator judge = new RowValidator(intake, batch.tenant(), batch.mode());
    RowKeys keys = new RowKeys();
    List<NewRow> rows = new ArrayList<>();
    for (RowReading row : readings) {
      Former known = knownBefore.get(row.index());
      List<String> errors = new ArrayList<>(judge.misread(row));
      String key = row.idempotencyKey() == null ? keys.next(row.said()) : null;
      if (errors.isEmpty() && known != null && !known.same()) {
        errors.add(
            row.places()
                .told(
                    "",
                    "order %s was created from this row before an update that changed its meaning; give it an idempotency_key to order it again"
                        .formatted(known.order())));
      }
      if (errors.isEmpty()) {
        OrderId order = known == null ? null : known.order();
        rows.add(new NewRow(row, null, key, row.order().toString(), order));
      } else {
        errors.addAll(judge.refused(row));
        rows.add(new NewRow(row, String.join("; ", errors), null, null, null));
      }
    }
    return rows;
  }

  /// The rows of a batch before they are stored one by one; empty when they are stored.
  Optional<List<UploadRow>> folded(Handle handle, Upload batch) {
    return sheets
        .get(handle, batch.tenant(), batch.id())
        .map(sheet -> readings(sheet).stream().map(RowExpansion::pending).toList());
  }

  private static UploadRow pending(RowReading row) {
    return new UploadRow(
        row.index(),
        row.places().number(),
        UploadRow.Status.PENDING,
        null,
        null,
        null,
        null,
        row.recipient(),
        row.productUrls(),
        row.passthrough(),
        row.notes());
  }

  /// The names of the unknown columns, in order.
  static List<String> passthroughNames(List<UploadRow> rows) {
    SequencedSet<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.passthrough().keySet()));
    return List.copyOf(names);
  }
}
