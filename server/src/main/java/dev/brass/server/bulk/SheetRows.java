package dev.brass.server.bulk;

import dev.brass.server.entry.CellText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds a table from the lines of a file: the first line with text has the headings, and empty
/// lines are ignored. No cell is lost: a cell without a heading gets one, or is counted. Used by
/// one thread.
final class SheetRows {

  /// The number of columns whose letters in a spreadsheet are at most two.
  static final int MOST_COLUMNS = 702;

  /// The maximum length of a cell in the common spreadsheets.
  static final int LONGEST_CELL = 32_767;

  private final int mostRows;
  private final List<Sheet.Row> rows = new ArrayList<>();
  private int number;
  private @Nullable List<String> headings;

  /// Creates the builder.
  ///
  /// @param skipped number of lines of the file before the first
  SheetRows(int skipped, int mostRows) {
    this.number = skipped;
    this.mostRows = mostRows;
  }

  /// The next line of the file.
  ///
  /// @throws BadSheet when there are too many lines, or one is too long
  void add(List<String> fields) {
    add(number + 1, fields);
  }

  /// A line of the file, in order.
  void add(int at, List<String> fields) {
    number = at;
    if (isBlank(fields)) {
      return;
    }
    if (headings == null) {
      headings = headings(fields);
    } else if (rows.size() < mostRows) {
      rows.add(row(headings, fields));
    } else {
      throw tooMany(mostRows);
    }
  }

  Sheet sheet(SheetSource source) {
    if (rows.isEmpty()) {
      throw new BadSheet("there is no row of data below the headings");
    }
    return new Sheet(rows, source, Sheet.Wishes.NONE);
  }

  /// More rows than an upload may have.
  static BadSheet tooMany(int mostRows) {
    return new BadSheet(
        "an upload has at most " + mostRows + " rows; split the file and send the parts");
  }

  static boolean isBlank(List<String> fields) {
    return fields.stream().allMatch(CellText::isEmpty);
  }

  private Sheet.Row row(List<String> columns, List<String> fields) {
    Map<String, String> cells = LinkedHashMap.newLinkedHashMap(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      String cell = i < fields.size() ? fields.get(i) : "";
      if (cell.length() > LONGEST_CELL) {
        throw new BadSheet(
            "row %d, column '%s': a cell has at most %d characters; is a quotation mark missing?"
                .formatted(number, columns.get(i), LONGEST_CELL));
      }
      if (!Unnamed.is(columns.get(i)) || !CellText.isEmpty(cell)) {
        cells.put(columns.get(i), cell);
      }
    }
    return new Sheet.Row(number, cells, beyond(fields, columns.size()));
  }

  /// The number of non-empty cells without a heading.
  private static int beyond(List<String> fields, int columns) {
    return fields.size() <= columns
        ? 0
        : (int) fields.stream().skip(columns).filter(cell -> !CellText.isEmpty(cell)).count();
  }

  /// The headings; the second of two equal ones gets a number, and an empty one its letters, so
  /// that no cell is lost.
  private static List<String> headings(List<String> fields) {
    if (fields.size() > MOST_COLUMNS) {
      throw new BadSheet("the file has more than " + MOST_COLUMNS + " columns");
    }
    Set<String> seen = new HashSet<>();
    List<String> headings = new ArrayList<>();
    for (String field : fields) {
      String plain = CellText.line(field);
      String heading = plain.isEmpty() ? Unnamed.heading(headings.size()) : plain;
      for (int i = 2; !seen.add(heading.toLowerCase(Locale.ROOT)); i++) {
        heading = plain + " (" + i + ")";
      }
      headings.add(heading);
    }
    return headings;
  }
}
