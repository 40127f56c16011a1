package dev.brass.server.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of all settings, read from [Settings] once. Immutable.
final class Declarations {

  private static final Map<String, Declaration> BY_KEY = byKey();

  /// The settings of earlier versions and their current names.
  private static final Map<String, String> RENAMED = Map.of("mail_base_url", "http.public-url");

  private Declarations() {}

  private static Map<String, Declaration> byKey() {
    return of(Settings.class);
  }

  /// The declarations of a record, by their keys in the order of its components.
  static Map<String, Declaration> of(Class<? extends Record> record) {
    Map<String, Declaration> found = new LinkedHashMap<>();
    collect(record, "", found);
    return found;
  }

  private static void collect(Class<?> record, String group, Map<String, Declaration> found) {
    for (RecordComponent component : record.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        collect(component.getType(), group + Declaration.kebab(component.getName()) + ".", found);
      } else {
        Declaration declaration = Declaration.of(group, component, setting);
        found.put(declaration.key(), declaration);
      }
    }
  }

  /// In the order of their declaration.
  static List<Declaration> all() {
    return List.copyOf(BY_KEY.values());
  }

  static Stream<Declaration> in(Setting.Place place) {
    return BY_KEY.values().stream().filter(declaration -> declaration.in(place));
  }

  static @Nullable Declaration of(String key) {
    return BY_KEY.get(key);
  }

  /// Whether keys begin with this one and a dot.
  static boolean isGroup(String key) {
    return BY_KEY.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  /// The name that was probably meant. The key, the flag and the key's last word are known
  /// everywhere, so that `--database.url` and `BRASS_DB` lead to the right name.
  static Optional<String> nearest(Setting.Place place, String name) {
    Map<String, String> lastWords = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (Declaration declaration : all()) {
      if (declaration.in(place)) {
        String answer = declaration.name(place);
        int lastDot = declaration.key().lastIndexOf('.');
        lastWords.merge(plain(declaration.key().substring(lastDot + 1)), answer, (a, b) -> "");
        names.put(plain(declaration.key()), answer);
        names.put(plain(declaration.flag()), answer);
        if (place == Setting.Place.YAML && lastDot > 0) {
          String group = declaration.key().substring(0, lastDot);
          names.put(plain(group), group);
        }
      }
    }
    lastWords.values().removeIf(String::isEmpty);
    lastWords.forEach(names::putIfAbsent);
    return Nearest.to(plain(Declaration.withoutPrefix(name)), names.keySet()).map(names::get);
  }

  /// The current name of a setting of an earlier version.
  static Optional<String> renamed(Setting.Place place, String name) {
    String key = RENAMED.get(plain(Declaration.withoutPrefix(name)));
    return Optional.ofNullable(key == null ? null : of(key)).map(d -> d.name(place));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The settings with these values by key; absent ones are null.
  static Settings build(Map<String, Object> values) {
    return build(Settings.class, values);
  }

  /// A record of settings with these values by key; absent ones are null.
  static <R extends Record> R build(Class<R> record, Map<String, Object> values) {
    return record.cast(build(record, "", values));
  }

  /// The value of each declared component of a record.
  ///
  /// @param group the key of the records around it with a dot behind, or nothing
  static void each(Record record, String group, BiConsumer<Declaration, @Nullable Object> look) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value;
      try {
        value = component.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
      Setting setting = component.getAnnotation(Setting.class);
      if (setting != null) {
        look.accept(Declaration.of(group, component, setting), value);
      } else if (value instanceof Record inner) {
        each(inner, group + Declaration.kebab(component.getName()) + ".", look);
      }
    }
  }

  private static Object build(Class<?> record, String group, Map<String, Object> values) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String key = group + Declaration.kebab(component.getName());
      arguments.add(
          component.isAnnotationPresent(Setting.class)
              ? values.get(key)
              : build(component.getType(), key + ".", values));
    }
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return record.getDeclaredConstructor(types).newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the settings refuse their own values", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record + " cannot be a record of settings", e);
    }
  }
}
