package dev.brass.server.config;

import java.nio.file.Path;
import java.util.Map;

/// All sources of settings, the weakest first: the defaults of the program, the YAML file that the
/// flags or the environment name, the environment, the flags.
///
/// @param defaults by key: a command's own defaults, before any source of the operator's
/// @param environment all variables; those that do not begin with `BRASS_` are used only where a
///     value names them by `${NAME}`
/// @param flags by name without dashes, as given
/// @param directory where relative paths of environment and flags start
public record Sources(
    Map<String, String> defaults,
    Map<String, String> environment,
    Map<String, String> flags,
    Path directory) {

  public Sources {
    defaults = Map.copyOf(defaults);
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /// No source but the built-in defaults, at the working directory.
  public static Sources none() {
    return new Sources(Map.of(), Map.of(), Map.of(), Path.of(""));
  }

  public Sources withDefaults(Map<String, String> values) {
    return new Sources(values, environment, flags, directory);
  }

  public Sources withFlags(Map<String, String> values) {
    return new Sources(defaults, environment, values, directory);
  }
}
