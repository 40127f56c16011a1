package dev.brass.server.api.v1;

import dev.brass.server.text.Characters;
import dev.brass.server.text.PlainText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One value of a request, or its absence. A reading method records a fault in [Problems] and then
/// returns as if the value were absent, or a substitute where it is required.
///
/// @param path such as `products[0].quantity`
/// @param secret whether messages must not repeat it
record Value(JsonNode json, String path, boolean secret, Problems problems) {

  private static final int SHOWN = 40;
  private static final int MOST_DIGITS = 18;

  boolean isPresent() {
    return !json.isMissingNode() && !json.isNull();
  }

  /// The same value, which messages do not repeat.
  Value hidden() {
    return new Value(json, path, true, problems);
  }

  void problem(String message) {
    problem(V1Code.INVALID_REQUEST, message);
  }

  void problem(V1Code code, String message) {
    problems.add(code, path, message);
  }

  /// A problem that ends with the received value.
  void problemWithValue(V1Code code, String message) {
    problem(code, message + was());
  }

  /// An attribute of an object that is not otherwise checked; absent when this is not an object.
  Value at(String name) {
    return new Value(json.path(name), path + "." + name, secret, problems);
  }

  /// Whether it is exactly this text.
  boolean isText(String text) {
    return json.isString() && json.stringValue().equals(text);
  }

  /// Text on one line; null when it is absent or blank.
  @Nullable String text(int longest) {
    String text = lines(longest);
    if (text != null && !PlainText.isLine(text)) {
      problem(PlainText.NO_LINE);
      return null;
    }
    return text;
  }

  /// Text of any number of lines; null when it is absent or blank.
  @Nullable String lines(int longest) {
    if (!isPresent()) {
      return null;
    }
    if (!json.isString()) {
      problem("must be text in double quotes" + was());
      return null;
    }
    String text = json.stringValue();
    int length = text.codePointCount(0, text.length());
    if (length > longest) {
      problem("must be at most %d characters long, was %d".formatted(longest, length));
      return null;
    }
    if (!PlainText.isText(text)) {
      problem(PlainText.NO_TEXT);
      return null;
    }
    return text.isBlank() ? null : text;
  }

  String requiredText(int longest) {
    return required(text(longest));
  }

  String requiredLines(int longest) {
    return required(lines(longest));
  }

  private String required(@Nullable String text) {
    if (!isPresent()) {
      problem("is required");
      return "";
    }
    if (text == null && json.isString() && json.stringValue().isBlank()) {
      problem("must not be empty");
    }
    return text == null ? "" : text;
  }

  /// A boolean. Languages without booleans write `1`, and forms `"true"`.
  @Nullable Boolean flag() {
    if (!isPresent()) {
      return null;
    }
    Boolean flag = json.isBoolean() ? (Boolean) json.booleanValue() : null;
    if (json.isNumber() || json.isString()) {
      flag =
          switch (json.asString().strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
          };
    }
    if (flag == null) {
      problem("must be true or false" + was());
    }
    return flag;
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(flag());
  }

  /// The number, also when its digits are written as text (`"5"`, `"05"`), as values from forms and
  /// databases often are. Null for anything else, without recording a fault. Text with decimals is
  /// not a number: people write `"50.00"` for 5000 cents.
  @Nullable BigDecimal number() {
    if (json.isNumber()) {
      return json.decimalValue();
    }
    String text = json.isString() ? json.stringValue().strip() : "";
    String digits = text.startsWith("-") ? text.substring(1) : text;
    return Characters.areDigits(digits, 1, MOST_DIGITS) ? new BigDecimal(text) : null;
  }

  /// A whole number; `5`, `5.0`, `5e0` and `"5"` are the same.
  @Nullable Long whole(long least, long most) {
    if (!isPresent()) {
      return null;
    }
    BigDecimal number = number();
    if (number == null
        || number.stripTrailingZeros().scale() > 0
        || number.compareTo(BigDecimal.valueOf(least)) < 0) {
      problem("must be a whole number of at least " + least + was());
      return null;
    }
    if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
      problem("must be at most " + most + was());
      return null;
    }
    return number.longValueExact();
  }

  @Nullable Integer whole(int least, int most) {
    Long whole = whole((long) least, (long) most);
    return whole == null ? null : Math.toIntExact(whole);
  }

  int requiredWhole(int least, int most) {
    if (!isPresent()) {
      problem("is required");
      return least;
    }
    Integer whole = whole(least, most);
    return whole == null ? least : whole;
  }

  /// An object; an empty one when it is absent or not an object. A list of one object counts as
  /// that object: early documents printed criteria in this way. PHP encodes an empty object as an
  /// empty list.
  Fields fields(Set<String> known) {
    JsonNode only = json.isArray() && json.size() == 1 ? json.get(0) : json;
    if (only instanceof ObjectNode object) {
      return new Fields(object, path + ".", secret, known, problems);
    }
    if (isPresent() && !(json.isArray() && json.isEmpty())) {
      problem("must be an object" + was());
    }
    return nothing();
  }

  /// A required object. If it is missing, only that is recorded, and not its missing attributes.
  Fields requiredFields(Set<String> known) {
    if (!isPresent()) {
      problem("is required");
    }
    return fields(known);
  }

  private Fields nothing() {
    return new Fields(V1Json.object(), path + ".", secret, Set.of(), new Problems());
  }

  /// The entries of a list; none when it is absent or not a list. One object counts as a list of
  /// it, and an object whose names are numbers as the list of its values: PHP encodes a list with
  /// gaps in this way.
  List<Value> items(int most) {
    if (!isPresent()) {
      return List.of();
    }
    if (!json.isArray() && !json.isObject()) {
      problem("must be a list" + was());
      return List.of();
    }
    boolean one = json.isObject() && !isNumbered(json);
    int size = one ? 1 : json.size();
    if (size > most) {
      problem("must have at most %d entries, had %d".formatted(most, size));
      return List.of();
    }
    if (one) {
      return List.of(new Value(json, path + "[0]", secret, problems));
    }
    List<Value> items = new ArrayList<>();
    for (JsonNode item : json) {
      items.add(new Value(item, path + "[" + items.size() + "]", secret, problems));
    }
    return items;
  }

  private static boolean isNumbered(JsonNode object) {
    return object.propertyNames().stream().allMatch(name -> Characters.areDigits(name, 1, 9));
  }

  /// The texts of a list.
  List<String> texts(int most, int longest) {
    return items(most).stream().map(item -> item.requiredText(longest)).toList();
  }

  private String was() {
    if (secret) {
      return "";
    }
    if (json.isObject()) {
      return ", was an object";
    }
    if (json.isArray()) {
      return ", was a list";
    }
    String text = V1Json.write(json);
    return ", was " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
  }
}
