package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.JsonText;
import dev.brass.server.api.Reply;
import dev.brass.server.secret.SecretModules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON of this API: read strictly, written in snake case with nulls. Thread-safe.
final class AdminJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(SecretModules.answering())
          .build();

  private AdminJson() {}

  static Reply reply(int status, Object value) {
    List<String> secrets = new ArrayList<>();
    String body = SecretModules.answer(JSON, secrets).writeValueAsString(value);
    return Reply.json(status, body).holding(secrets);
  }

  /// A page of a list, under the list's name.
  ///
  /// @param next the `after` of the next page; null on the last page
  static Reply page(String name, List<?> rows, @Nullable Object next) {
    ObjectNode body = JSON.createObjectNode();
    body.set(name, JSON.valueToTree(rows));
    body.put("next", next == null ? null : next.toString());
    return reply(200, body);
  }

  /// Stored JSON, unchanged; null for none.
  static @Nullable JsonNode stored(@Nullable String json) {
    return json == null ? null : JSON.readTree(json);
  }

  /// The body, an object with no fields other than these.
  ///
  /// @throws AdminProblem when the body is not such an object
  static Body body(ApiRequest request, String... names) {
    JsonNode json;
    try {
      json = JSON.readTree(request.text());
    } catch (JacksonException | NumberFormatException e) {
      throw new AdminProblem(400, "The body is not valid JSON.");
    }
    JsonText.problem(json)
        .ifPresent(
            problem -> {
              throw new AdminProblem(400, "The body has " + problem + ".");
            });
    Set<String> known = Set.of(names);
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        throw new AdminProblem(
            400, "'" + name + "' is not known; send " + new TreeSet<>(known) + ".");
      }
    }
    return new Body(json);
  }

  /// An object in the body.
  record Body(JsonNode json) {

    /// Whether the field is present with a value.
    boolean has(String name) {
      return !json.path(name).isMissingNode() && !json.path(name).isNull();
    }

    String text(String name) {
      String text = textOrNull(name);
      if (text == null || text.isBlank()) {
        throw new AdminProblem(400, "Send '" + name + "' as text.");
      }
      return text;
    }

    /// A whole number from `least` to `most`.
    long whole(String name, long least, long most) {
      JsonNode value = json.path(name);
      BigDecimal number = value.isNumber() ? value.decimalValue() : null;
      if (number == null
          || number.stripTrailingZeros().scale() > 0
          || number.compareTo(BigDecimal.valueOf(least)) < 0
          || number.compareTo(BigDecimal.valueOf(most)) > 0) {
        throw new AdminProblem(
            400, "Send '" + name + "' as a whole number from " + least + " to " + most + ".");
      }
      return number.longValueExact();
    }

    @Nullable String textOrNull(String name) {
      JsonNode value = json.path(name);
      if (value.isMissingNode() || value.isNull()) {
        return null;
      }
      if (!value.isString()) {
        throw new AdminProblem(400, "Send '" + name + "' as text.");
      }
      return value.stringValue();
    }
  }
}
