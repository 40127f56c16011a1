package dev.brass.server.api.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.brass.server.api.HeavyParsing;
import dev.brass.server.api.JsonText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Bodies as JSON. Reading is strict (no duplicate fields, nothing after the end, no comments, no
/// trailing commas: the documents' examples with those are illustrations) and exact: numbers and
/// the order of fields stay as the client wrote them, because the request is echoed.
final class V1Json {

  static final int DEEPEST = 32;

  private static final JsonMapper MAPPER = JsonText.exactly(DEEPEST);

  /// For the records of [V1Wire].
  private static final JsonMapper ANSWERS =
      MAPPER
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  /// As in the classic Zinc docs: `2014-07-02T23:51:08.366Z`.
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// The attributes of bodies that are objects.
  private static final Set<String> OBJECTS =
      Set.of(
          "billing_address",
          "client_notes",
          "payment_method",
          "retailer_credentials",
          "shipping",
          "shipping_address",
          "webhooks");

  private V1Json() {}

  static String time(Instant at) {
    return INSTANT.format(at);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String write(JsonNode json) {
    return MAPPER.writeValueAsString(json);
  }

  /// An object of [V1Wire] or [V1ProductWire].
  static String write(Record answer) {
    return ANSWERS.writeValueAsString(answer);
  }

  /// Details with the documents' names, sorted by name, so that the same answer always has the same
  /// bytes.
  static JsonNode data(Map<String, Object> data) {
    return MAPPER.valueToTree(new TreeMap<>(data));
  }

  @SuppressWarnings("unchecked") // JSON objects have text names
  static Map<String, Object> map(ObjectNode json) {
    return MAPPER.convertValue(json, Map.class);
  }

  /// The body of a request.
  ///
  /// @throws V1Problem when it is not a JSON object
  static ObjectNode read(String body) {
    String text = body.startsWith("\uFEFF") ? body.substring(1) : body;
    if (text.isBlank()) {
      throw new V1Problem(
          V1Code.INVALID_JSON,
          "The body is empty; send a JSON object, for example curl -d '{\"retailer\": …}'.");
    }
    JsonNode json = HeavyParsing.of(text.length(), () -> parse(text));
    if (!(json instanceof ObjectNode object)) {
      throw new V1Problem(
          V1Code.INVALID_REQUEST,
          json.isString() && json.stringValue().stripLeading().startsWith("{")
              ? "The body is a text with JSON in it: it was encoded twice."
              : "The body is valid JSON, but not an object: {\"name\": value}.");
    }
    JsonText.problem(json)
        .ifPresent(
            problem -> {
              throw new V1Problem(V1Code.INVALID_REQUEST, "The body has " + problem + ".");
            });
    emptyObjects(object);
    return object;
  }

  /// PHP encodes an empty object as an empty list.
  private static void emptyObjects(ObjectNode body) {
    for (String name : OBJECTS) {
      JsonNode value = body.get(name);
      if (value != null && value.isArray() && value.isEmpty()) {
        body.set(name, object());
      }
    }
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new V1Problem(V1Code.INVALID_REQUEST, "The body has " + excess(e) + ".");
    } catch (JacksonException e) {
      throw new V1Problem(
          V1Code.INVALID_JSON,
          "The body is not valid JSON" + where(e) + JsonText.syntax(e, text) + ".");
    } catch (NumberFormatException e) {
      // The parser accepts them for exponents above its own limit.
      throw hugeNumber();
    }
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ": "
        : " at line %d, column %d: "
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static String excess(StreamConstraintsException e) {
    String reason = e.getOriginalMessage();
    if (reason.startsWith("Document nesting depth")) {
      return "more than " + DEEPEST + " levels of nesting";
    }
    if (reason.startsWith("Number")) {
      return "a number of more than " + JsonText.LONGEST_NUMBER + " digits";
    }
    if (reason.startsWith("Token count")) {
      return "more than " + JsonText.MOST_TOKENS + " names and values";
    }
    return reason.startsWith("Name")
        ? "a field whose name is longer than " + JsonText.LONGEST_NAME + " characters"
        : "a value that is too long";
  }

  private static V1Problem hugeNumber() {
    return new V1Problem(V1Code.INVALID_REQUEST, "The body has " + JsonText.hugeNumber() + ".");
  }
}
