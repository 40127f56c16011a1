package dev.brass.server.config;

import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The conversion between the text of a setting and its value. Immutable.
///
/// @param expected the form of the text, to follow "is not"
/// @param list whether a YAML list, or text with commas, is read as several items
/// @param secret whether the text must not be shown, not even in an error
/// @param parse throws [IllegalArgumentException] for text that is not of this type; gets the
///     folder where relative paths start
/// @param format returns the text of a value, passwords masked
record ValueType(
    String expected, boolean list, boolean secret, Parser parse, Function<Object, String> format) {

  private static final LinearPattern DECIMAL = LinearPattern.of("\\d{1,9}(\\.\\d{1,6})?");

  /// Turns the items of a setting, one unless the type is a list, into its value.
  @FunctionalInterface
  interface Parser {
    Object parse(List<String> items, Path base);
  }

  static ValueType of(Type type) {
    if (type == int.class || type == Integer.class) {
      return single("a whole number", Integer::valueOf, Object::toString);
    }
    if (type == BigDecimal.class) {
      return single("a number", ValueType::decimal, value -> ((BigDecimal) value).toPlainString());
    }
    if (type == boolean.class) {
      return single("true or false", ValueType::truth, Object::toString);
    }
    if (type == String.class) {
      return single("text", text -> text, Object::toString);
    }
    if (type == Duration.class) {
      return single(
          "a duration such as 500ms, 30s, 24h or PT1H30M",
          Durations::parse,
          value -> Durations.format((Duration) value));
    }
    if (type == ByteSize.class) {
      return single("a size such as 512, 64KiB or 1MiB", ByteSize::parse, Object::toString);
    }
    if (type == DatabaseUrl.class) {
      return new ValueType(
          "an address such as jdbc:postgresql://host/database?user=…&password=…",
          false,
          true,
          (items, base) -> DatabaseUrl.parse(items.getFirst()),
          Object::toString);
    }
    if (type == Currency.class) {
      return single(
          "the ISO 4217 code of a currency, such as USD",
          Currency::getInstance,
          value -> ((Currency) value).getCurrencyCode());
    }
    if (type == Path.class) {
      return new ValueType(
          "a path",
          false,
          false,
          (items, base) -> base.resolve(items.getFirst()).normalize(),
          Object::toString);
    }
    if (type instanceof Class<?> named && named.isEnum()) {
      return single(
          "one of " + String.join(", ", words(named)),
          text -> constant(named, text),
          value -> word((Enum<?>) value));
    }
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    throw new IllegalArgumentException("no setting can be of the type " + type);
  }

  private static ValueType ofGeneric(ParameterizedType type) {
    Type item = type.getActualTypeArguments()[0];
    if (type.getRawType() == Secret.class && item == String.class) {
      return new ValueType(
          "text", false, true, (items, base) -> Secret.of(items.getFirst()), Object::toString);
    }
    if (type.getRawType() == List.class && item == String.class) {
      return new ValueType(
          "a list of words",
          true,
          false,
          (items, base) -> List.copyOf(items),
          value ->
              ((List<?>) value).stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    if (type.getRawType() == Set.class && item instanceof Class<?> named && named.isEnum()) {
      return new ValueType(
          "a list of " + String.join(", ", words(named)),
          true,
          false,
          (items, base) ->
              items.stream()
                  .map(text -> constant(named, text))
                  .collect(Collectors.toUnmodifiableSet()),
          value ->
              ((Set<?>) value)
                  .stream().map(e -> word((Enum<?>) e)).sorted().collect(Collectors.joining(", ")));
    }
    throw new IllegalArgumentException("no setting can be of the type " + type);
  }

  private static ValueType single(
      String expected, Function<String, Object> parse, Function<Object, String> format) {
    return new ValueType(
        expected, false, false, (items, base) -> parse.apply(items.getFirst()), format);
  }

  /// Plain digits only: `1e9` is more likely a mistake than intended.
  private static BigDecimal decimal(String text) {
    if (!DECIMAL.matches(text)) {
      throw new IllegalArgumentException("no plain number");
    }
    return new BigDecimal(text).stripTrailingZeros();
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word((Enum<?>) constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such word"));
  }

  private static List<String> words(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> word((Enum<?>) constant))
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
