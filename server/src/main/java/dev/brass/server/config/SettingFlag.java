package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import java.util.List;
import java.util.Optional;

/// A setting as a flag of the command line. Immutable.
///
/// @param key the setting's key
/// @param name without dashes
/// @param doc a sentence or two of plain text
/// @param toggle whether the flag without a value means true
public record SettingFlag(String key, String name, String doc, boolean toggle) {

  /// All of them, in the order of their declaration.
  public static List<SettingFlag> all() {
    return Declarations.in(Place.FLAG)
        .map(
            declaration ->
                new SettingFlag(
                    declaration.key(),
                    declaration.flag(),
                    declaration.setting().doc().replace("`", ""),
                    declaration.expected().equals(ValueType.of(boolean.class).expected())))
        .toList();
  }

  /// The flag that was probably meant by an unknown one; empty if none is similar.
  public static Optional<String> nearest(String name) {
    return Declarations.nearest(Place.FLAG, name);
  }
}
