package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.bulk.Sheet;
import dev.brass.server.form.Fields;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.text.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client's options for reading its table: parameters of the query, fields of a form, or members
/// of a JSON body. Used by one thread.
final class BulkWishes {

  private static final int LONGEST_MAPPING = 16 * 1024;
  private static final int MOST_MAPPED = 702;
  private static final String GROUP_BY = "group_by";
  private static final String MAPPING = "mapping";
  private static final String NO_MAPPING =
      "Value error, a mapping is a JSON object of headings and concepts";

  private final ApiRequest request;
  private final @Nullable MultipartForm form;
  private final V2Json json;
  private final List<Fault> faults = new ArrayList<>();

  BulkWishes(ApiRequest request, @Nullable MultipartForm form, V2Json json) {
    this.request = request;
    this.form = form;
    this.json = json;
  }

  /// The value of a parameter or field; null when it is absent or empty.
  @Nullable String text(String name) {
    return text(name, 500);
  }

  private @Nullable String text(String name, int longest) {
    String query = request.query(name);
    String text = query == null || query.isEmpty() ? field(name) : query;
    if (text != null && text.length() > longest) {
      fault(name, "String should have at most " + longest + " characters");
      return null;
    }
    // A mapping is JSON and may contain line breaks.
    if (text != null && !name.equals(MAPPING) && !PlainText.isLine(text)) {
      fault(name, "Value error, " + name + " " + PlainText.NO_LINE);
      return null;
    }
    return text;
  }

  private @Nullable String field(String name) {
    return form == null ? null : form.field(name);
  }

  boolean flag(String name) {
    String text = text(name);
    if (text == null || List.of("false", "0", "no", "off").contains(text)) {
      return false;
    }
    if (!List.of("true", "1", "yes", "on").contains(text)) {
      fault(name, "Input should be a valid boolean");
    }
    return true;
  }

  /// A text option of the query or form.
  Sheet.Wishes read() {
    String mapping = text(MAPPING, LONGEST_MAPPING);
    return new Sheet.Wishes(byOrder(text(GROUP_BY)), mapping == null ? Map.of() : mapping(mapping));
  }

  /// An option of a JSON body, or of the query when the body does not have it.
  Sheet.Wishes read(Fields f) {
    Sheet.Wishes query = read();
    JsonNode groupBy = f.raw(GROUP_BY);
    JsonNode mapping = f.raw(MAPPING);
    return new Sheet.Wishes(
        groupBy == null ? query.byOrder() : byOrder(groupBy.asString("?")),
        mapping == null ? query.mapping() : mapping(mapping));
  }

  private boolean byOrder(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      return false;
    }
    if (!word.equals("order")) {
      fault(GROUP_BY, "Input should be 'order'");
    }
    return true;
  }

  private Map<String, String> mapping(String text) {
    try {
      return mapping(json.read(text));
    } catch (InvalidInput e) {
      fault(MAPPING, NO_MAPPING);
      return Map.of();
    }
  }

  private Map<String, String> mapping(JsonNode node) {
    Map<String, String> mapping = new LinkedHashMap<>();
    if (!node.isObject() || node.size() > MOST_MAPPED) {
      fault(MAPPING, NO_MAPPING);
      return mapping;
    }
    for (Map.Entry<String, JsonNode> column : node.properties()) {
      JsonNode value = column.getValue();
      String concept = value.isNull() ? Bulks.PASSTHROUGH : value.asString("");
      if (Bulks.concepts().contains(concept)) {
        mapping.put(column.getKey(), concept);
      } else {
        fault(
            MAPPING,
            "Value error, '%s' is not a concept; use one of %s"
                .formatted(concept, String.join(", ", Bulks.concepts())));
      }
    }
    return mapping;
  }

  private void fault(String name, String why) {
    String place = request.query(name) == null ? "body" : "query";
    faults.add(new Fault(List.of(place, name), why, "value_error"));
  }

  /// Refuses unknown options.
  ///
  /// @throws InvalidInput with all faults
  void check() {
    if (!faults.isEmpty()) {
      throw new InvalidInput(faults);
    }
  }
}
