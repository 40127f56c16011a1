package dev.brass.server.bulk;

import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON in the tables. Thread-safe.
final class BulkJson {

  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> NAMED = new TypeReference<>() {};

  private final JsonMapper mapper = JsonMapper.shared();

  String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  List<String> texts(String json) {
    return mapper.readValue(json, TEXTS);
  }

  /// In insertion order.
  Map<String, String> named(String json) {
    return mapper.readValue(json, NAMED);
  }

  SheetSource source(String json) {
    return mapper.readValue(json, SheetSource.class);
  }

  JsonNode tree(String json) {
    return mapper.readTree(json);
  }
}
