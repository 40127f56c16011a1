package dev.brass.server.bulk;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// A table as the database keeps it: the client's reading options, if any, and a list of sections.
/// A section has the headings of some rows and these rows, `[["name", "zip"], [2, 0, "Tim",
/// "02139"], …]`: a row's number, the number of its cells beyond the headings, and its cells. All
/// rows of a file have the same headings; clients that send rows one by one may use others in each.
final class SheetJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String BY_ORDER = "by_order";

  /// The estimated size of a row's texts.
  private static final int LENGTH_OF_ROW = 200;

  private SheetJson() {}

  static String write(Sheet sheet) {
    StringWriter text = new StringWriter(sheet.rows().size() * LENGTH_OF_ROW);
    List<String> headings = null;
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      if (!sheet.wishes().equals(Sheet.Wishes.NONE)) {
        write(json, sheet.wishes());
      }
      for (Sheet.Row row : sheet.rows()) {
        if (headings == null || !sameHeadings(row, headings)) {
          if (headings != null) {
            json.writeEndArray();
          }
          headings = List.copyOf(row.cells().keySet());
          json.writeStartArray();
          write(json, headings);
        }
        write(json, row);
      }
      if (headings != null) {
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Sheet.Wishes wishes) {
    json.writeStartObject();
    json.writeBooleanProperty(BY_ORDER, wishes.byOrder());
    wishes
        .mapping()
        .forEach((heading, concept) -> json.writeStringProperty("=" + heading, concept));
    json.writeEndObject();
  }

  private static boolean sameHeadings(Sheet.Row row, List<String> headings) {
    if (row.cells().size() != headings.size()) {
      return false;
    }
    int at = 0;
    for (String heading : row.cells().keySet()) {
      if (!heading.equals(headings.get(at++))) {
        return false;
      }
    }
    return true;
  }

  private static void write(JsonGenerator json, List<String> headings) {
    json.writeStartArray();
    headings.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Sheet.Row row) {
    json.writeStartArray();
    json.writeNumber(row.number());
    json.writeNumber(row.beyond());
    row.cells().values().forEach(json::writeString);
    json.writeEndArray();
  }

  static Sheet read(String text) {
    List<Sheet.Row> rows = new ArrayList<>();
    Sheet.Wishes wishes = Sheet.Wishes.NONE;
    try (JsonParser json = JSON.createParser(text)) {
      expect(json, JsonToken.START_ARRAY);
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT) {
        wishes = wishes(json);
        token = json.nextToken();
      }
      while (token == JsonToken.START_ARRAY) {
        List<String> headings = headings(json);
        while (json.nextToken() == JsonToken.START_ARRAY) {
          rows.add(row(json, headings));
        }
        token = json.nextToken();
      }
    }
    return new Sheet(rows).with(wishes);
  }

  private static Sheet.Wishes wishes(JsonParser json) {
    boolean byOrder = false;
    Map<String, String> mapping = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(BY_ORDER)) {
        byOrder = json.getBooleanValue();
      } else {
        mapping.put(name.substring(1), json.getString());
      }
    }
    return new Sheet.Wishes(byOrder, mapping);
  }

  private static List<String> headings(JsonParser json) {
    expect(json, JsonToken.START_ARRAY);
    List<String> headings = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      headings.add(json.getString());
    }
    return headings;
  }

  private static Sheet.Row row(JsonParser json, List<String> headings) {
    int number = json.nextIntValue(0);
    int beyond = json.nextIntValue(0);
    Map<String, String> cells = new LinkedHashMap<>();
    for (String heading : headings) {
      cells.put(heading, json.nextStringValue());
    }
    expect(json, JsonToken.END_ARRAY);
    return new Sheet.Row(number, cells, beyond);
  }

  private static void expect(JsonParser json, JsonToken token) {
    if (json.nextToken() != token) {
      throw new IllegalStateException("this is not a stored sheet: " + json.currentTokenLocation());
    }
  }
}
