package dev.brass.server.config;

import dev.brass.server.config.YamlFile.Node;
import dev.brass.server.text.LinearPattern;
import java.util.Map;
import java.util.stream.Collectors;

/// The writer of YAML for `brass config`.
final class Yaml {

  private static final LinearPattern PLAIN =
      LinearPattern.of("[A-Za-z0-9./_-]+(:[A-Za-z0-9./_-]+)*");
  private static final LinearPattern SECRET = LinearPattern.ofAnyCase("secret|password|token|key");

  private static final LinearPattern VARIABLE = LinearPattern.of("\\$\\{\\w+}");
  private static final LinearPattern USER = LinearPattern.of("//[^/?@]*@");

  private Yaml() {}

  static String scalar(String text) {
    return PLAIN.matches(text) ? text : "'" + text.replace("'", "''") + "'";
  }

  /// A value in flow style as it was written, except that a value named like a secret is `***`.
  /// Variables stay names, so that their values are not shown.
  static String of(Node node) {
    return " " + flow(node);
  }

  private static String flow(Node node) {
    return switch (node) {
      case Node.Scalar(var text, _) ->
          text == null ? "null" : scalar(USER.replaceAll(text, "//***@"));
      case Node.Items(var items, _) ->
          items.stream().map(Yaml::flow).collect(Collectors.joining(", ", "[", "]"));
      case Node.Mapping(var entries, _) ->
          entries.entrySet().stream().map(Yaml::entry).collect(Collectors.joining(", ", "{", "}"));
    };
  }

  private static String entry(Map.Entry<String, Node> entry) {
    boolean hide =
        SECRET.isIn(entry.getKey())
            && !(entry.getValue() instanceof Node.Scalar(var text, _)
                && text != null
                && VARIABLE.matches(text));
    return scalar(entry.getKey()) + ": " + (hide ? "'***'" : flow(entry.getValue()));
  }
}
