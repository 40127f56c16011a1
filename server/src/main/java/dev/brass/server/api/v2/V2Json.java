package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HeavyParsing;
import dev.brass.server.api.JsonText;
import dev.brass.server.api.Reply;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.secret.SecretModules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// JSON of the current API: read strictly, written in snake case with nulls. Thread-safe.
final class V2Json {

  private static final int DEEPEST = 64;
  private static final int LONGEST_TEXT = 256 * 1024;

  /// Enough for a bulk upload with all its cells.
  private static final int MOST_TOKENS = 4_000_000;

  private final JsonMapper mapper =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(LONGEST_TEXT)
                          .maxTokenCount(MOST_TOKENS)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(SecretModules.answering())
          .build();

  /// The body as JSON.
  ///
  /// @throws InvalidInput when it is not JSON
  JsonNode read(String text) {
    if (text.isBlank()) {
      throw new InvalidInput(
          List.of(new Fault(List.of("body"), "Field required: send a JSON object", "missing")));
    }
    JsonNode json = parse(text);
    JsonText.problem(json)
        .ifPresent(
            problem -> {
              throw new InvalidInput(
                  List.of(
                      new Fault(
                          List.of("body"), "Value error, the body has " + problem, "value_error")));
            });
    return json;
  }

  private JsonNode parse(String text) {
    try {
      return mapper.readTree(text);
    } catch (NumberFormatException e) {
      // The parser accepts them for exponents above its own limit.
      throw new InvalidInput(
          List.of(
              new Fault(
                  List.of("body"),
                  "Value error, the body has " + JsonText.hugeNumber(),
                  "value_error")));
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
      throw new InvalidInput(
          List.of(
              new Fault(
                  List.of("body", at),
                  "JSON decode error: " + JsonText.syntax(e, text),
                  "json_invalid")));
    }
  }

  JsonNode body(ApiRequest request) {
    String text = request.text();
    return HeavyParsing.of(text.length(), () -> read(text));
  }

  /// Text that this server stored as JSON.
  JsonNode stored(String text) {
    return mapper.readTree(text);
  }

  JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  /// The fields of an object; none when it is not an object.
  @SuppressWarnings("unchecked") // JSON objects have text names
  Map<String, Object> map(@Nullable JsonNode object) {
    return object == null ? Map.of() : mapper.convertValue(object, Map.class);
  }

  String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  Reply reply(int status, Object value) {
    List<String> secrets = new ArrayList<>();
    String body = SecretModules.answer(mapper, secrets).writeValueAsString(value);
    return Reply.json(status, body).holding(secrets);
  }
}
