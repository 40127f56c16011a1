package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import dev.brass.server.text.LinearPattern;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One setting as the table knows it. Immutable.
///
/// @param key as in YAML: `webhooks.allow-private`
/// @param type null for `stores`, which has a form of its own
record Declaration(String key, Setting setting, @Nullable ValueType type) {

  private static final LinearPattern CAPITAL = LinearPattern.of("([A-Z])");

  private static final String PREFIX = "BRASS_";

  /// The declaration on a component.
  ///
  /// @param group the key of the records around it with a dot behind, or nothing
  static Declaration of(String group, RecordComponent component, Setting setting) {
    String key = group + kebab(component.getName());
    return new Declaration(
        key, setting, key.equals(StoreList.KEY) ? null : ValueType.of(component.getGenericType()));
  }

  static String kebab(String camel) {
    return CAPITAL.replaceAll(camel, "-$1").toLowerCase(Locale.ROOT);
  }

  boolean in(Place place) {
    return Arrays.asList(setting.in()).contains(place);
  }

  String flag() {
    return setting.flag().isEmpty() ? key : setting.flag();
  }

  String environment() {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The setting's name in that place.
  String name(Place place) {
    return switch (place) {
      case YAML -> key;
      case ENVIRONMENT -> environment();
      case FLAG -> flag();
    };
  }

  /// The place to set a setting that may not be in a file, as the end of a message.
  String elsewhere() {
    return in(Place.FLAG) ? "; use --" + flag() : "; use " + environment();
  }

  static String withoutPrefix(String variable) {
    return isOurs(variable) ? variable.substring(PREFIX.length()) : variable;
  }

  static boolean isOurs(String variable) {
    return variable.startsWith(PREFIX);
  }

  /// The values that are allowed, to follow "is not".
  String expected() {
    if (type == null) {
      return "a list of stores";
    }
    if (setting.oneOf().length > 0) {
      return "one of " + String.join(", ", setting.oneOf());
    }
    String range =
        switch ((setting.min().isEmpty() ? 0 : 1) + (setting.max().isEmpty() ? 0 : 2)) {
          case 1 -> " of at least " + setting.min();
          case 2 -> " of at most " + setting.max();
          case 3 -> " from " + setting.min() + " to " + setting.max();
          default -> "";
        };
    return type.expected() + range;
  }

  /// The value of the text.
  ///
  /// @param base the folder where relative paths start
  /// @throws IllegalArgumentException when the text is not allowed
  Object parse(List<String> items, Path base) {
    ValueType known = typed();
    if (items.isEmpty() || items.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("empty");
    }
    Object value = known.parse().parse(items, base);
    if (setting.oneOf().length > 0 && !Arrays.asList(setting.oneOf()).contains(format(value))) {
      throw new IllegalArgumentException("not among the allowed values");
    }
    boolean tooSmall = !setting.min().isEmpty() && compare(value, setting.min()) < 0;
    boolean tooLarge = !setting.max().isEmpty() && compare(value, setting.max()) > 0;
    if (tooSmall || tooLarge) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  String format(Object value) {
    return typed().format().apply(value);
  }

  private ValueType typed() {
    if (type == null) {
      throw new IllegalStateException(key + " is not written as text");
    }
    return type;
  }

  /// Only for values with bounds, which all have an order.
  @SuppressWarnings("unchecked") // the bound is parsed by the same type as the value
  private int compare(Object value, String bound) {
    Object other = typed().parse().parse(List.of(bound), Path.of(""));
    return ((Comparable<Object>) value).compareTo(other);
  }
}
