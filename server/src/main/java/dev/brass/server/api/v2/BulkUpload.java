package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HeavyParsing;
import dev.brass.server.api.v2.InvalidInput.Fault;
import dev.brass.server.bulk.BadSheet;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.bulk.Sheet;
import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a bulk request carries: rows that the client has read itself, as JSON, or the file as it
/// is, with `filename` and `notify_on_complete` in the query.
record BulkUpload(@Nullable String filename, Sheet sheet, boolean notifyOnComplete) {

  private static final Set<String> FILES =
      Set.of(
          "text/csv",
          "application/csv",
          "text/tab-separated-values",
          // What browsers on Windows take a CSV file for.
          "application/vnd.ms-excel");
  private static final LinearPattern CHARSET =
      LinearPattern.ofAnyCase(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)");
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_HEADING = 255;
  private static final int LONGEST_CELL = 32_767;
  private static final int MOST_HEADINGS = 702;
  private static final int MOST_FAULTS = 100;

  static BulkUpload of(ApiRequest request, Bulks bulks, V2Json json) {
    String type = request.header("content-type");
    return FILES.contains(request.mediaType())
        ? file(request, String.valueOf(type), bulks)
        : rows(json.body(request), bulks.mostRows());
  }

  private static BulkUpload file(ApiRequest request, String type, Bulks bulks) {
    Query query = new Query(request);
    String filename = query.text("filename");
    boolean notify = Boolean.TRUE.equals(query.flag("notify_on_complete"));
    query.check();
    Charset declared = charset(type);
    byte[] bytes = request.bytes();
    try {
      return new BulkUpload(
          filename, HeavyParsing.of(bytes.length, () -> bulks.read(bytes, declared)), notify);
    } catch (BadSheet e) {
      throw new InvalidInput(
          List.of(new Fault(List.of("body"), "Value error, " + e.text(), "value_error")));
    }
  }

  private static @Nullable Charset charset(String type) {
    Found named = CHARSET.first(type).orElse(null);
    if (named == null) {
      return null;
    }
    try {
      return Charset.forName(named.groupOrEmpty(1));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InvalidInput(
          List.of(
              new Fault(
                  List.of("header", "content-type"),
                  "Value error, the charset '"
                      + named.groupOrEmpty(1)
                      + "' is not known; leave it out",
                  "value_error")));
    }
  }

  private static BulkUpload rows(JsonNode body, int mostRows) {
    Fields f = Fields.of(body);
    String filename = f.textOrNull("filename", 0, LONGEST_NAME);
    boolean notify = f.flag("notify_on_complete");
    JsonNode rows = f.raw("rows");
    List<Sheet.Row> read = new ArrayList<>();
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
      read.addAll(cells(rows));
    }
    f.check();
    return new BulkUpload(filename, new Sheet(read), notify);
  }

  private static List<Sheet.Row> cells(JsonNode rows) {
    List<Fault> faults = new ArrayList<>();
    Set<String> headings = new HashSet<>();
    List<Sheet.Row> read = new ArrayList<>();
    for (int i = 0; i < rows.size() && faults.size() < MOST_FAULTS; i++) {
      JsonNode row = rows.get(i);
      if (!row.isObject()) {
        faults.add(
            new Fault(
                List.of("body", "rows", i), "Input should be a valid dictionary", "dict_type"));
        continue;
      }
      Map<String, String> cells = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> cell : row.properties()) {
        String text = text(cell.getValue());
        boolean fits =
            text != null
                && text.length() <= LONGEST_CELL
                && cell.getKey().length() <= LONGEST_HEADING;
        if (fits) {
          headings.add(cell.getKey());
          cells.put(cell.getKey(), text);
        } else {
          faults.add(
              new Fault(
                  List.of("body", "rows", i, cell.getKey()),
                  "Input should be a valid string of at most " + LONGEST_CELL + " characters",
                  "string_type"));
        }
      }
      // The client's file had its headings in row 1.
      read.add(new Sheet.Row(i + 2, cells, 0));
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

  /// A cell's text; null when it is none.
  private static @Nullable String text(JsonNode cell) {
    if (cell.isNull()) {
      return "";
    }
    return cell.isContainer() ? null : cell.asString();
  }
}
