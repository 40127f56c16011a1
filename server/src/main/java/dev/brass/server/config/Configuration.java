package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The effective settings together with the source of each. The YAML file overrides the defaults,
/// the environment overrides the file, and the flags override the environment. Immutable.
public final class Configuration {

  /// Sources behind longer lines are not aligned.
  private static final int WIDEST = 60;

  private final Settings settings;
  private final Map<String, Given> given;

  Configuration(Settings settings, Map<String, Given> given) {
    this.settings = settings;
    this.given = given;
  }

  /// Reads all sources. An environment variable without text counts as not set, since container
  /// tools cannot leave one out.
  ///
  /// @throws ConfigurationException with everything that is wrong in any of the sources
  public static Configuration load(Sources sources) {
    return new SettingsReader(sources).read();
  }

  public Settings settings() {
    return settings;
  }

  /// Refuses to start a server whose operator has not chosen its profile.
  ///
  /// @throws ConfigurationException when the profile has to be given, and is not
  public void checkStart() {
    List<String> problems = ProfileRule.problems(settings, given);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /// The effective settings as YAML, one per line with its source, secrets as `***`. Settings that
  /// cannot be in the file are comments.
  public String describe() {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Declaration declaration : Declarations.all()) {
      Given source = given.get(declaration.key());
      if (source != null) {
        lines.put(line(declaration, source), source.origin().toString());
      }
    }
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    return lines.entrySet().stream()
        .map(
            line ->
                line.getKey()
                    + " ".repeat(Math.max(0, Math.min(width, WIDEST) - line.getKey().length()))
                    + "  # "
                    + line.getValue()
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String line(Declaration declaration, Given source) {
    ValueType type = declaration.type();
    if (type == null) {
      return declaration.key() + ":" + (source.node() == null ? " []" : Yaml.of(source.node()));
    }
    String text = declaration.format(declaration.parse(source.items(), source.base()));
    return (declaration.in(Place.YAML) ? "" : "# ")
        + declaration.key()
        + ": "
        + (type.list() ? "[" + text + "]" : Yaml.scalar(text));
  }
}
