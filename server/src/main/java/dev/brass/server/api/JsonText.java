package dev.brass.server.api;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The check of JSON for what is valid and cannot be stored: the database keeps neither the
/// character NUL nor half a surrogate pair, nor numbers of any size.
public final class JsonText {

  /// The database keeps numbers with more digits than this, but nobody means them.
  public static final int LARGEST_EXPONENT = 300;

  private JsonText() {}

  /// What cannot be stored of it, as the end of a sentence that begins with "The body has"; empty
  /// when all of it can.
  public static Optional<String> problem(JsonNode json) {
    return Optional.ofNullable(unstorable(json));
  }

  private static @Nullable String unstorable(JsonNode json) {
    if (json.isString()) {
      return unstorable(json.stringValue());
    }
    if (json.isBigDecimal()) {
      long exponent = (long) json.decimalValue().precision() - json.decimalValue().scale();
      return Math.abs(exponent) > LARGEST_EXPONENT ? hugeNumber() : null;
    }
    if (json.isObject()) {
      for (Map.Entry<String, JsonNode> property : json.properties()) {
        String name = unstorable(property.getKey());
        String problem = name == null ? unstorable(property.getValue()) : name;
        if (problem != null) {
          return problem;
        }
      }
    }
    if (json.isArray()) {
      for (JsonNode item : json) {
        String problem = unstorable(item);
        if (problem != null) {
          return problem;
        }
      }
    }
    return null;
  }

  /// What a number is called that is too large.
  public static String hugeNumber() {
    return "a number with an exponent beyond " + LARGEST_EXPONENT;
  }

  private static @Nullable String unstorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        return "a text with a character that does not exist (\\u%04x)".formatted((int) c);
      }
      i += pair ? 1 : 0;
    }
    return null;
  }
}
