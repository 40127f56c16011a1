package dev.brass.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The operator's settings of a store, by name. Values of names ending in `-secret`, `-password` or
/// `-token` are secrets and only [#secret] returns them. A connector turns this into its own
/// record, which refuses bad values with a message that names the setting.
public final class StoreSettings {

  private final Map<String, String> values;

  public StoreSettings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// The setting of that name.
  ///
  /// @throws IllegalArgumentException when the setting is missing
  public String required(String name) {
    return text(name)
        .orElseThrow(
            () -> new IllegalArgumentException("the store's setting '" + name + "' is missing"));
  }

  public Optional<Secret<String>> secret(String name) {
    return text(name).map(Secret::of);
  }

  public Set<String> names() {
    return values.keySet();
  }

  /// The names only: values may be secret.
  @Override
  public String toString() {
    return "StoreSettings" + values.keySet();
  }
}
