package dev.brass.server.api.batch;

import dev.brass.server.api.HeavyParsing;
import dev.brass.server.api.JsonText;
import dev.brass.server.api.Reply;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON of this API: read strictly and exactly, because bodies of operations are passed on
/// unchanged. Thread-safe.
final class BatchWire {

  private static final int DEEPEST = 64;

  private final JsonMapper mapper = JsonText.exactly(DEEPEST);

  /// The parsed JSON; empty when the text is not valid JSON, or contains characters that cannot be
  /// stored.
  Optional<JsonNode> read(byte[] text) {
    return HeavyParsing.of(text.length, () -> parsed(text));
  }

  private Optional<JsonNode> parsed(byte[] text) {
    try {
      JsonNode json = mapper.readTree(text);
      return json.isMissingNode() || JsonText.problem(json).isPresent()
          ? Optional.empty()
          : Optional.of(json);
    } catch (JacksonException | NumberFormatException e) {
      // Not as the cause: the exception quotes the text, which may contain secrets.
      return Optional.empty();
    }
  }

  /// Text that this server stored as JSON.
  JsonNode stored(String text) {
    return mapper.readTree(text);
  }

  JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  byte[] bytes(JsonNode json) {
    return mapper.writeValueAsBytes(json);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  Reply reply(int status, JsonNode body) {
    return Reply.json(status, write(body));
  }
}
