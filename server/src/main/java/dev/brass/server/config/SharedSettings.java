package dev.brass.server.config;

import dev.brass.spi.Secret;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The effective settings in which the nodes of one database should not differ, each as text: all
/// settings that are not per node, and all settings of stores.
public final class SharedSettings {

  private static final String NONE = "none";

  private SharedSettings() {}

  /// A setting as text.
  ///
  /// @param secret whether the text must not be shown or stored
  public record Value(String text, boolean secret) {
    @Override
    public String toString() {
      return secret ? "***" : text;
    }
  }

  /// By key, such as `orders.attempts` and `stores.my-shop.hold-for`.
  public static SortedMap<String, Value> of(Settings settings) {
    SortedMap<String, Value> shared = new TreeMap<>();
    Declarations.each(
        settings,
        "",
        (declaration, value) -> {
          if (!declaration.setting().perNode() && declaration.type() != null) {
            shared.put(declaration.key(), value(declaration, value));
          }
        });
    settings.stores().forEach(store -> add(shared, store));
    return shared;
  }

  private static Value value(Declaration declaration, @Nullable Object value) {
    return switch (value) {
      case null -> new Value(NONE, false);
      case Secret<?> hidden -> new Value(String.valueOf(hidden.reveal()), true);
      default -> {
        // Addresses are known to carry keys in their paths.
        String text = declaration.format(value);
        yield new Value(text, text.contains("://"));
      }
    };
  }

  /// The connector's settings may hold secrets of any name.
  private static void add(SortedMap<String, Value> shared, ConfiguredStore store) {
    String prefix = StoreList.KEY + "." + store.code() + ".";
    shared.put(prefix + "platform", new Value(store.platform(), false));
    shared.put(
        prefix + "hosts",
        new Value(store.hosts().stream().sorted().collect(Collectors.joining(", ")), false));
    Declarations.each(
        store.limits(),
        prefix,
        (declaration, value) -> shared.put(declaration.key(), value(declaration, value)));
    for (String name : store.settings().names()) {
      shared.put(prefix + "settings." + name, new Value(store.settings().required(name), true));
    }
  }
}
