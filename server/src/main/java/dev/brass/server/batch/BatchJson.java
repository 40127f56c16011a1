package dev.brass.server.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The JSON in the tables: numbers stay as clients wrote them. Thread-safe.
final class BatchJson {

  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  @Nullable String text(@Nullable JsonNode json) {
    return json == null ? null : mapper.writeValueAsString(json);
  }

  List<String> texts(@Nullable String json) {
    return json == null ? List.of() : mapper.readValue(json, TEXTS);
  }

  @Nullable ObjectNode object(@Nullable String json) {
    return json == null ? null : (ObjectNode) mapper.readTree(json);
  }

  WrittenCall written(Call call) {
    return new WrittenCall(call.path(), text(call.query()), text(call.body()));
  }

  Call read(WrittenCall call) {
    return new Call(call.path(), object(call.query()), object(call.body()));
  }
}
