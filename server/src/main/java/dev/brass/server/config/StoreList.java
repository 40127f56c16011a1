package dev.brass.server.config;

import dev.brass.server.config.YamlFile.Node;
import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.PaidBy;
import dev.brass.spi.StoreSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reader of the setting `stores`, the one whose form is not a line of text.
final class StoreList {

  static final String KEY = "stores";

  private static final int MOST = 1000;
  private static final Map<String, Declaration> LIMITS = Declarations.of(StoreLimits.class);
  private static final List<String> NAMES = names();
  private static final LinearPattern CODE = LinearPattern.of("[a-z0-9][a-z0-9_-]{0,62}");
  private static final LinearPattern HOST =
      LinearPattern.of("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
  private static final LinearPattern VARIABLE = LinearPattern.of("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Path file;
  private final Map<String, String> environment;
  private final List<String> problems;

  /// A reader.
  ///
  /// @param environment where `${NAME}` is looked up
  /// @param problems receives the problems; with any, the result must not be used
  StoreList(Path file, Map<String, String> environment, List<String> problems) {
    this.file = file;
    this.environment = environment;
    this.problems = problems;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("code", "platform", "hosts"));
    names.addAll(LIMITS.keySet());
    names.add("paid-by");
    names.add("settings");
    return List.copyOf(names);
  }

  /// The keys of a store that are the server's own, by name.
  static Map<String, Declaration> limits() {
    return LIMITS;
  }

  List<ConfiguredStore> read(Node node) {
    List<ConfiguredStore> stores = new ArrayList<>();
    if (!(node instanceof Node.Items list) || list.items().size() > MOST) {
      problem(node, "'stores' is not a list of at most " + MOST + " stores");
      return stores;
    }
    Set<String> codes = new HashSet<>();
    for (Node item : list.items()) {
      ConfiguredStore store = store(item);
      if (store != null && !codes.add(store.code())) {
        problem(item, "the store '" + store.code() + "' is already in the list");
      }
      if (store != null) {
        stores.add(store);
      }
    }
    return List.copyOf(stores);
  }

  private @Nullable ConfiguredStore store(Node node) {
    if (!(node instanceof Node.Mapping mapping)) {
      problem(node, "a store must be a mapping of " + String.join(", ", NAMES));
      return null;
    }
    for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
      if (!NAMES.contains(entry.getKey())) {
        problem(
            entry.getValue(),
            "a store has no '"
                + entry.getKey()
                + "'"
                + Nearest.to(entry.getKey(), NAMES)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; what its connector asks for goes under 'settings'"));
      }
    }
    String code = required(mapping, "code");
    String platform = required(mapping, "platform");
    if (code != null && !CODE.matches(code)) {
      problem(mapping, "the code '" + code + "' is not lower-case letters, digits, '-' and '_'");
      return null;
    }
    String shown = code == null ? "" : code;
    Map<String, String> settings = settings(shown, mapping.entries().get("settings"));
    List<String> hosts = hosts(mapping.entries().get("hosts"));
    PaidBy paidBy = paidBy(mapping.entries().get("paid-by"));
    StoreLimits limits = limits(shown, mapping);
    return code == null || platform == null
        ? null
        : new ConfiguredStore(code, platform, hosts, paidBy, new StoreSettings(settings), limits);
  }

  private @Nullable PaidBy paidBy(@Nullable Node node) {
    String word = node == null ? null : text(node, "paid-by");
    if (node == null || word == null) {
      return null;
    }
    for (PaidBy one : PaidBy.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
        return one;
      }
    }
    problem(node, "'paid-by' of a store is operator or client, not '" + word + "'");
    return null;
  }

  /// Wrong values fall back to the default, so that the rest of the store is read, too.
  private StoreLimits limits(String code, Node.Mapping store) {
    Map<String, Object> values = new HashMap<>();
    LIMITS.forEach(
        (name, declaration) -> {
          Node node = store.entries().get(name);
          String text = node == null ? null : text(node, name);
          if (node == null && !declaration.setting().value().isEmpty()) {
            text = declaration.setting().value();
          }
          if (text != null) {
            try {
              values.put(name, declaration.parse(List.of(text.strip()), Path.of("")));
            } catch (IllegalArgumentException | ArithmeticException e) {
              problem(
                  node == null ? store : node,
                  "'%s' of the store '%s': '%s' is not %s"
                      .formatted(name, code, written(node, text), declaration.expected()));
            }
          }
        });
    return Declarations.build(StoreLimits.class, values);
  }

  /// The text as it is in the file: the value of a variable may be secret.
  private static String written(@Nullable Node node, String text) {
    return node instanceof Node.Scalar(var scalar, _) && scalar != null ? scalar : text;
  }

  private @Nullable String required(Node.Mapping store, String name) {
    Node node = store.entries().get(name);
    if (node == null) {
      problem(store, "a store lacks its '" + name + "'");
      return null;
    }
    return text(node, name);
  }

  private List<String> hosts(@Nullable Node node) {
    List<Node> nodes =
        switch (node) {
          case null -> List.of();
          case Node.Items list -> list.items();
          case Node other -> List.of(other);
        };
    List<String> hosts = new ArrayList<>();
    for (Node item : nodes) {
      String host = text(item, "hosts");
      if (host != null && !HOST.matches(host)) {
        problem(item, "'" + host + "' is not a host name such as shop.example.com");
      } else if (host != null) {
        hosts.add(host.toLowerCase(Locale.ROOT));
      }
    }
    return hosts;
  }

  private Map<String, String> settings(String code, @Nullable Node node) {
    Map<String, String> settings = new LinkedHashMap<>();
    switch (node) {
      case null -> {}
      case Node.Mapping mapping ->
          mapping
              .entries()
              .forEach(
                  (name, value) -> {
                    if (LIMITS.containsKey(name)) {
                      problem(
                          value,
                          "'%s' of the store '%s' belongs beside 'settings', not under it"
                              .formatted(name, code));
                      return;
                    }
                    String text = text(value, name);
                    if (text != null) {
                      settings.put(name, text);
                    }
                  });
      default -> problem(node, "'settings' of a store must be a mapping");
    }
    return settings;
  }

  /// The text of a scalar with variables filled in; never echoed, since it may be secret.
  private @Nullable String text(Node node, String name) {
    if (!(node instanceof Node.Scalar scalar) || scalar.text() == null || scalar.text().isBlank()) {
      problem(node, "'" + name + "' of a store is not text");
      return null;
    }
    for (Found variable : VARIABLE.all(scalar.text())) {
      if (environment.get(variable.groupOrEmpty(1)) == null) {
        problem(
            node,
            "'"
                + name
                + "' needs the environment variable "
                + variable.groupOrEmpty(1)
                + ", which is not set");
        return null;
      }
    }
    return VARIABLE.replaceEach(
        scalar.text(), variable -> environment.getOrDefault(variable.groupOrEmpty(1), ""));
  }

  private void problem(Node node, String what) {
    problems.add(file + ":" + node.line() + ": " + what);
  }
}
