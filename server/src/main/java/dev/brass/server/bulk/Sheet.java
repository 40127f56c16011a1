package dev.brass.server.bulk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// An uploaded table: a heading for each column, and rows. Immutable.
public record Sheet(List<Row> rows, SheetSource source, Wishes wishes) {

  public Sheet {
    rows = List.copyOf(rows);
  }

  public Sheet(List<Row> rows) {
    this(rows, SheetSource.JSON, Wishes.NONE);
  }

  /// The same table with other reading options.
  public Sheet with(Wishes how) {
    return new Sheet(rows, source, how);
  }

  /// A client's options for reading its table.
  ///
  /// @param byOrder whether rows of one order of the original shop form one order here
  /// @param mapping concepts of columns by heading: the name of a concept, or *passthrough*
  public record Wishes(boolean byOrder, Map<String, String> mapping) {

    public static final Wishes NONE = new Wishes(false, Map.of());

    public Wishes {
      mapping = Map.copyOf(mapping);
    }
  }

  /// A row.
  ///
  /// @param number as a spreadsheet counts it; the headings are row 1
  /// @param cells by heading, in the order of the columns; not copied, because there are thousands
  /// of rows: the creator of a row must not change them afterwards
  /// @param beyond number of cells to the right of the last heading
  public record Row(int number, Map<String, String> cells, int beyond) {
    public Row {
      cells = Collections.unmodifiableMap(cells);
    }
  }

  /// The headings of all rows, in order.
  public List<String> headings() {
    SequencedSet<String> headings = new LinkedHashSet<>();
    Map<String, String> last = null;
    for (Row row : rows) {
      if (last == null || !last.keySet().equals(row.cells().keySet())) {
        headings.addAll(row.cells().keySet());
      }
      last = row.cells();
    }
    return new ArrayList<>(headings);
  }
}
