package dev.brass.server.api.v2;

import dev.brass.server.bulk.Bulks;
import dev.brass.server.bulk.Sheet;
import dev.brass.server.entry.CellText;
import dev.brass.server.form.Fields;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The rows of a bulk request whose client has parsed the file.
final class BulkRows {

  private static final int LONGEST_HEADING = 255;
  private static final int LONGEST_CELL = 32_767;
  private static final int MOST_HEADINGS = 702;
  private static final int MOST_FAULTS = 100;

  /// The field in which the most common parser for browsers puts cells without a heading.
  private static final String EXTRA = "__parsed_extra";

  private BulkRows() {}

  /// The rows; none when there are faults.
  ///
  /// @param f receives the faults of the list as a whole
  /// @throws InvalidInput with the faults of rows
  static List<Sheet.Row> read(Fields f, int mostRows) {
    JsonNode rows = f.raw("rows");
    if (rows == null) {
      f.fault("rows", "Field required", "missing");
    } else if (!rows.isArray()) {
      f.fault("rows", "Input should be a valid list", "list_type");
    } else if (rows.isEmpty()) {
      f.fault("rows", "List should have at least 1 item after validation, not 0", "too_short");
    } else if (rows.size() > mostRows) {
      f.fault(
          "rows",
          "List should have at most %d items after validation, not %d; split the file and send the parts"
              .formatted(mostRows, rows.size()),
          "too_long");
    } else {
      return cells(rows);
    }
    return List.of();
  }

  private static List<Sheet.Row> cells(JsonNode rows) {
    List<Fault> faults = new ArrayList<>();
    Set<String> headings = new HashSet<>();
    List<Sheet.Row> read = new ArrayList<>();
    for (int i = 0; i < rows.size() && faults.size() < MOST_FAULTS; i++) {
      JsonNode row = rows.get(i);
      if (row.isObject()) {
        // In the client's file the headings are row 1.
        read.add(row(i, row, faults));
        headings.addAll(read.getLast().cells().keySet());
      } else {
        faults.add(
            new Fault(
                List.of("body", "rows", i), "Input should be a valid dictionary", "dict_type"));
      }
    }
    if (headings.size() > MOST_HEADINGS) {
      faults.add(
          new Fault(
              List.of("body", "rows"),
              "Value error, the rows have more than " + MOST_HEADINGS + " columns",
              "value_error"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidInput(faults);
    }
    return read;
  }

  private static Sheet.Row row(int index, JsonNode row, List<Fault> faults) {
    Map<String, String> cells = new LinkedHashMap<>();
    int beyond = 0;
    int column = 0;
    for (Map.Entry<String, JsonNode> cell : row.properties()) {
      if (cell.getKey().equals(EXTRA) && cell.getValue().isArray()) {
        beyond += beyond(cell.getValue());
        continue;
      }
      String text = text(cell.getValue());
      if (text != null
          && text.length() <= LONGEST_CELL
          && cell.getKey().length() <= LONGEST_HEADING) {
        Bulks.put(cells, column++, cell.getKey(), text);
      } else {
        faults.add(
            new Fault(
                List.of("body", "rows", index, cell.getKey()),
                "Input should be a valid string of at most " + LONGEST_CELL + " characters",
                "string_type"));
      }
    }
    return new Sheet.Row(index + 2, cells, beyond);
  }

  /// The number of cells without a heading that are not empty.
  private static int beyond(JsonNode extra) {
    int beyond = 0;
    for (JsonNode cell : extra.values()) {
      boolean isEmpty = cell.isNull() || CellText.isEmpty(cell.isString() ? cell.asString() : "x");
      beyond += isEmpty ? 0 : 1;
    }
    return beyond;
  }

  /// A cell's text; null when it is not text.
  private static @Nullable String text(JsonNode cell) {
    if (cell.isNull()) {
      return "";
    }
    return cell.isContainer() ? null : cell.asString();
  }
}
