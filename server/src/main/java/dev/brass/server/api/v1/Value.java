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

/// One value of a request, or its absence. Each reader notes in [Problems] what is wrong and then
/// answers as if the value were absent, or with a stand-in where it is required.
///
/// @param path where it is, as `products[0].quantity`
/// @param secret whether no message may repeat it
record Value(JsonNode json, String path, boolean secret, Problems problems) {

  private static final int SHOWN = 40;
  private static final int MOST_DIGITS = 18;

  boolean isPresent() {
    return !json.isMissingNode() && !json.isNull();
  }

  /// The same value, no message about which repeats it.
  Value hidden() {
    return new Value(json, path, true, problems);
  }

  void problem(String message) {
    problem(V1Code.INVALID_REQUEST, message);
  }

  void problem(V1Code code, String message) {
    problems.add(code, path, message);
  }

  /// A problem that ends with what the value was.
  void problemWithValue(V1Code code, String message) {
    problem(code, message + was());
  }

  /// An attribute of an object, whatever else is in it; absent when this is no object.
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

  /// A truth value. Languages without one write `1`, and forms `"true"`.
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

  /// The number that it is, also where its digits are written as text (`"5"`, `"05"`), as languages
  /// do with what comes out of forms and databases. Null when it is none; nothing is noted then.
  /// Text with decimals is none: `"50.00"` is what people write for 5000 cents.
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

  /// An object; one without attributes when it is absent or none. A list of one object is that
  /// object: early documents printed criteria so. PHP writes an object without attributes as a list
  /// without entries.
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

  /// An object. What it lacks when it is not there at all is not listed on top of its absence.
  Fields requiredFields(Set<String> known) {
    if (!isPresent()) {
      problem("is required");
    }
    return fields(known);
  }

  private Fields nothing() {
    return new Fields(V1Json.object(), path + ".", secret, Set.of(), new Problems());
  }

  /// The members of a list; none when it is absent or no list. One object is a list of it, and an
  /// object whose names are numbers is the list of its values: PHP writes a list with gaps so.
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
