package dev.brass.server.api;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON as clients write it. It is read strictly and exactly, and checked for valid content that
/// cannot be stored: PostgreSQL accepts neither the character NUL nor half a surrogate pair, nor
/// numbers of any size.
public final class JsonText {

  /// The longest number, in characters.
  public static final int LONGEST_NUMBER = 100;

  /// The longest field name, in characters.
  public static final int LONGEST_NAME = 1_000;

  /// The most names and values in one text: each takes many times the memory of its characters.
  public static final int MOST_TOKENS = 100_000;

  /// The database supports larger exponents, but no real request has them.
  public static final int LARGEST_EXPONENT = 300;

  private JsonText() {}

  /// A mapper that refuses duplicate fields and content after the end, and keeps numbers as they
  /// were written.
  ///
  /// @param deepest most levels of nesting
  public static JsonMapper exactly(int deepest) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(deepest)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(LONGEST_NAME)
                        .maxTokenCount(MOST_TOKENS)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  /// The part of a value that cannot be stored, as the end of a sentence that begins with "The body
  /// has"; empty when all of it can.
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

  /// The reason why a text is not valid JSON, in plain words and without quoting the text, which
  /// can contain part of a password.
  public static String syntax(JacksonException e, String text) {
    if (isForm(text)) {
      return "it is a form (name=value); send the JSON itself as the body";
    }
    String said = String.valueOf(e.getOriginalMessage());
    if (e instanceof UnexpectedEndOfInputException) {
      return "it ends too early";
    }
    // Python writes NaN and Infinity, which are non-standard tokens.
    if (said.startsWith("Unrecognized token") || said.startsWith("Non-standard token")) {
      return "there is a word without double quotes";
    }
    if (said.startsWith("Duplicate Object property")) {
      int open = said.indexOf('"');
      int close = said.lastIndexOf('"');
      String name = close - open > 1 && close - open < 60 ? said.substring(open, close + 1) : "";
      return "the name %s is there twice in one object".formatted(name).replace("  ", " ");
    }
    if (e instanceof StreamConstraintsException) {
      return "it is nested too deeply, or has a text or a number that is too long";
    }
    return e instanceof DatabindException
        ? "there is more after its end"
        : "there is a character that cannot be there";
  }

  /// Whether a text begins like a form, in either encoding. Many HTTP libraries send a form unless
  /// JSON is requested.
  private static boolean isForm(String text) {
    String body = text.stripLeading();
    int end = 0;
    while (end < body.length() && isOfFormName(body.charAt(end))) {
      end++;
    }
    boolean named = end > 0 && end < body.length() && body.charAt(end) == '=';
    return (named && body.charAt(0) != '[') || body.startsWith("--");
  }

  private static boolean isOfFormName(char c) {
    return Character.isLetterOrDigit(c) || "_-.%[]".indexOf(c) >= 0;
  }

  /// The description of a number that is too large.
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
