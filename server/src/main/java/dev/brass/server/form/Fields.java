package dev.brass.server.form;

import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.text.Characters;
import dev.brass.server.text.Instants;
import dev.brass.server.text.LinearPattern;
import dev.brass.server.text.PlainText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads the fields of a JSON object and collects every fault, with the place, the sentence and the
/// type that the original's framework would name. After a fault a harmless value is returned;
/// [#check] throws them all at the end. Used by one thread.
public final class Fields {

  public static final String NO_DATETIME =
      "Input should be a valid datetime, such as 2026-01-31T09:00:00Z";

  public static final String NO_UUID =
      "Input should be a valid UUID, such as 3c90c3cc-0d44-4b50-8888-8dd25736052a";

  private static final JsonMapper VALUES =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final LinearPattern WHOLE = LinearPattern.of("[+-]?\\d{1,18}");

  private final JsonNode object;
  private final List<Object> place;
  private final List<Fault> faults;
  private final Set<String> known = new LinkedHashSet<>();

  private Fields(JsonNode object, List<Object> place, List<Fault> faults) {
    this.object = object;
    this.place = place;
    this.faults = faults;
  }

  public static Fields of(JsonNode body) {
    List<Fault> faults = new ArrayList<>();
    if (!body.isObject()) {
      faults.add(
          new Fault(
              List.of("body"),
              "Input should be a valid dictionary or object to extract fields from",
              "model_attributes_type"));
      throw new InvalidInput(faults);
    }
    return new Fields(body, List.of("body"), faults);
  }

  /// Throws when anything was wrong.
  public void check() {
    if (!faults.isEmpty()) {
      throw new InvalidInput(faults);
    }
  }

  public void fault(String name, String message, String type) {
    faults.add(new Fault(at(name), message, type));
  }

  private List<Object> at(Object name) {
    List<Object> loc = new ArrayList<>(place);
    loc.add(name);
    return loc;
  }

  /// The field, or null when it is absent or null.
  private @Nullable JsonNode get(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private void missing(String name) {
    JsonNode value = object.get(name);
    if (value != null && value.isNull()) {
      fault(name, "Input should not be null", "none_not_allowed");
    } else {
      fault(name, "Field required", "missing");
    }
  }

  public String text(String name, int min, int max) {
    if (get(name) == null) {
      missing(name);
      return "";
    }
    String value = textOrNull(name, min, max);
    return value == null ? "" : value;
  }

  /// Text on one line.
  public @Nullable String textOrNull(String name, int min, int max) {
    String text = linesOrNull(name, min, max);
    if (text != null && !PlainText.isLine(text)) {
      fault(name, "Value error, " + name + " " + PlainText.NO_LINE, "value_error");
      return null;
    }
    return text;
  }

  /// Text of any number of lines. One that is too long is not checked further.
  public @Nullable String linesOrNull(String name, int min, int max) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      fault(name, "Input should be a valid string", "string_type");
      return null;
    }
    String text = value.asString();
    if (text.codePointCount(0, text.length()) > max) {
      fault(name, "String should have at most " + max + " characters", "string_too_long");
      return null;
    }
    String said = text.strip();
    if (said.codePointCount(0, said.length()) < min) {
      fault(
          name,
          "String should have at least " + min + " character" + (min == 1 ? "" : "s"),
          "string_too_short");
    }
    if (!PlainText.isText(text)) {
      fault(name, "Value error, " + name + " " + PlainText.NO_TEXT, "value_error");
      return null;
    }
    return text;
  }

  public long number(String name, long min, long max) {
    if (get(name) == null) {
      missing(name);
      return min;
    }
    Long value = numberOrNull(name, min, max);
    return value == null ? min : value;
  }

  public @Nullable Long numberOrNull(String name, long min, long max) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    Long number = whole(name, value);
    if (number == null) {
      return null;
    }
    if (number < min) {
      fault(name, "Input should be greater than or equal to " + min, "greater_than_equal");
      return null;
    }
    if (number > max) {
      fault(name, "Input should be less than or equal to " + max, "less_than_equal");
      return null;
    }
    return number;
  }

  /// Whole numbers, also written as text or with zero decimals: the original takes both.
  private @Nullable Long whole(String name, JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asLong();
    }
    if (value.isNumber()) {
      BigDecimal decimal = value.decimalValue();
      if (decimal.stripTrailingZeros().scale() <= 0
          && decimal.precision() - decimal.scale() <= 18) {
        return decimal.longValueExact();
      }
      fault(
          name,
          "Input should be a valid integer, got a number with a fractional part",
          "int_from_float");
      return null;
    }
    if (value.isString()) {
      if (WHOLE.matches(value.asString().strip())) {
        return Long.parseLong(value.asString().strip());
      }
      fault(
          name,
          "Input should be a valid integer, unable to parse string as an integer",
          "int_parsing");
      return null;
    }
    fault(name, "Input should be a valid integer", "int_type");
    return null;
  }

  /// An instant as text, required.
  public Instant instant(String name) {
    String text = text(name, 1, 100);
    try {
      return text.isBlank() ? Instant.EPOCH : Instants.read(text);
    } catch (DateTimeParseException e) {
      fault(name, NO_DATETIME, "datetime_parsing");
      return Instant.EPOCH;
    }
  }

  public @Nullable UUID uuidOrNull(String name) {
    String text = textOrNull(name, 1, 100);
    if (text != null && !Characters.areUuid(text)) {
      fault(name, NO_UUID, "uuid_parsing");
      return null;
    }
    return text == null ? null : UUID.fromString(text);
  }

  /// A UUID, required.
  ///
  /// @param harmless the value in place of one that is missing or wrong
  public UUID uuid(String name, UUID harmless) {
    if (get(name) == null) {
      missing(name);
      return harmless;
    }
    UUID id = uuidOrNull(name);
    return id == null ? harmless : id;
  }

  public boolean flag(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return false;
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    String text = value.isString() ? value.asString().toLowerCase(Locale.ROOT) : "";
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    fault(name, "Input should be a valid boolean", "bool_type");
    return false;
  }

  /// One of the words, or null.
  public @Nullable String wordOrNull(String name, List<String> words) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString() || !words.contains(value.asString())) {
      fault(name, "Input should be " + quoted(words), "enum");
      return null;
    }
    return value.asString();
  }

  /// One of the words, required.
  public String word(String name, List<String> words) {
    if (get(name) == null) {
      missing(name);
    }
    String word = wordOrNull(name, words);
    return word == null ? words.getFirst() : word;
  }

  public static String quoted(List<String> words) {
    List<String> quoted = words.stream().map(w -> "'" + w + "'").toList();
    return quoted.size() == 1
        ? quoted.getFirst()
        : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.getLast();
  }

  /// The object under a name, or null.
  public @Nullable Fields objectOrNull(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    JsonNode object = orEmptyObject(value);
    if (!object.isObject()) {
      fault(name, "Input should be a valid dictionary", "dict_type");
      return null;
    }
    return new Fields(object, at(name), faults);
  }

  /// PHP writes an object without fields as an empty list.
  public static JsonNode orEmptyObject(JsonNode value) {
    return value.isArray() && value.isEmpty() ? JsonNodeFactory.instance.objectNode() : value;
  }

  /// The fields of an object as plain values.
  @SuppressWarnings("unchecked") // JSON objects have text names
  public static Map<String, Object> map(JsonNode object) {
    return VALUES.convertValue(object, Map.class);
  }

  public @Nullable Fields object(String name) {
    if (get(name) == null) {
      missing(name);
    }
    return objectOrNull(name);
  }

  public @Nullable JsonNode raw(String name) {
    return get(name);
  }

  /// Each element of an array of objects.
  public <T> List<T> objects(
      String name, boolean required, int min, int max, Function<Fields, T> read) {
    List<T> results = new ArrayList<>();
    for (Element element : elements(name, required, min, max)) {
      if (element.value().isObject()) {
        results.add(read.apply(new Fields(element.value(), element.at(), faults)));
      } else {
        faults.add(
            new Fault(
                element.at(),
                "Input should be a valid dictionary or object to extract fields from",
                "model_attributes_type"));
      }
    }
    return results;
  }

  /// Each element of an array of words.
  public List<String> words(String name, List<String> words) {
    List<String> results = new ArrayList<>();
    for (Element element : elements(name, false, 0, 100)) {
      if (element.value().isString() && words.contains(element.value().asString())) {
        results.add(element.value().asString());
      } else {
        faults.add(new Fault(element.at(), "Input should be " + quoted(words), "enum"));
      }
    }
    return results;
  }

  private List<Element> elements(String name, boolean required, int min, int max) {
    JsonNode value = get(name);
    if (value == null) {
      if (required) {
        missing(name);
      }
      return List.of();
    }
    if (!value.isArray()) {
      fault(name, "Input should be a valid list", "list_type");
      return List.of();
    }
    if (value.size() < min) {
      fault(
          name,
          "List should have at least " + min + " item after validation, not " + value.size(),
          "too_short");
    }
    if (value.size() > max) {
      fault(
          name,
          "List should have at most " + max + " items after validation, not " + value.size(),
          "too_long");
      return List.of();
    }
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      List<Object> at = at(name);
      at.add(i);
      elements.add(new Element(value.get(i), at));
    }
    return elements;
  }

  /// Refuses every unknown field.
  public void nothingElse() {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        fault(name, "Extra inputs are not permitted", "extra_forbidden");
      }
    }
  }

  private record Element(JsonNode value, List<Object> at) {}
}
