package dev.brass.server.bulk;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/// An uploaded table: a heading over each column, and rows. Immutable.
public record Sheet(List<Row> rows) {

  public Sheet {
    rows = List.copyOf(rows);
  }

  /// A row.
  ///
  /// @param number as a spreadsheet counts it; the headings are row 1
  /// @param cells by heading, in the order of the columns; not copied, since there are thousands of
  ///     rows, so whoever makes a row hands its cells over
  /// @param beyond how many cells there are to the right of the last heading
  public record Row(int number, Map<String, String> cells, int beyond) {
    public Row {
      cells = Collections.unmodifiableMap(cells);
    }
  }
}
