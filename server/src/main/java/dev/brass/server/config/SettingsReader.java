package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import dev.brass.server.config.YamlFile.Node;
import dev.brass.server.text.FileFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One reading of all sources. It continues after a problem, so that the operator sees all of them
/// at once.
final class SettingsReader {

  private final Sources sources;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Given> given = new LinkedHashMap<>();
  private List<ConfiguredStore> stores = List.of();

  SettingsReader(Sources sources) {
    this.sources = sources;
  }

  Configuration read() {
    readDefaults();
    Map<String, Given> environment =
        read(Place.ENVIRONMENT, sources.environment(), Origin.Variable::new);
    Map<String, Given> flags = read(Place.FLAG, sources.flags(), Origin.Flag::new);
    Given file = flags.getOrDefault("config", environment.get("config"));
    if (file != null) {
      readFile(file.base().resolve(file.items().getFirst()));
    }
    readCredentials();
    given.putAll(environment);
    given.putAll(flags);
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach((key, source) -> parse(key, source).ifPresent(value -> values.put(key, value)));
    values.put(StoreList.KEY, stores);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Configuration(Declarations.build(values), given);
  }

  private void readCredentials() {
    Credentials.of(sources.environment(), problems)
        .forEach(
            (key, file) -> {
              Declaration declaration = Declarations.of(key);
              if (declaration == null || !Credentials.mayBe(declaration)) {
                problems.add(file + ": " + unknown(Place.YAML, key));
                return;
              }
              try {
                give(given, declaration, Credentials.read(file), new Origin.Credential(file));
              } catch (Credentials.TooLargeException e) {
                problems.add(file + " cannot be read: " + e.getMessage());
              } catch (IOException e) {
                problems.add(file + " cannot be read: " + FileFailure.of(e));
              }
            });
  }

  private void readDefaults() {
    for (Declaration declaration : Declarations.all()) {
      if (!declaration.setting().value().isEmpty() || declaration.type() == null) {
        give(given, declaration, declaration.setting().value(), new Origin.Default());
      }
    }
    sources
        .defaults()
        .forEach(
            (key, text) -> {
              Declaration declaration = Declarations.of(key);
              if (declaration == null) {
                problems.add("defaults: " + unknown(Place.YAML, key));
              } else {
                give(given, declaration, text, new Origin.Command());
              }
            });
  }

  private Map<String, Given> read(
      Place place, Map<String, String> texts, Function<String, Origin> origin) {
    Map<String, Given> found = new LinkedHashMap<>();
    Map<String, Declaration> known =
        Declarations.in(place).collect(Collectors.toMap(d -> d.name(place), d -> d));
    new TreeMap<>(texts)
        .forEach(
            (name, text) -> {
              Declaration declaration = known.get(name);
              if (place == Place.ENVIRONMENT
                  && (!Declaration.isOurs(name)
                      || text.isBlank()
                      || ServiceLinks.isOne(name, text, declaration != null))) {
                return;
              }
              if (declaration == null) {
                problems.add(unknown(place, name));
              } else {
                give(found, declaration, text, origin.apply(name));
              }
            });
    return found;
  }

  private void give(Map<String, Given> to, Declaration declaration, String text, Origin origin) {
    List<String> items = declaration.type() == null ? List.of() : items(declaration.type(), text);
    to.put(declaration.key(), new Given(items, null, origin, sources.directory()));
  }

  private static List<String> items(ValueType type, String text) {
    return type.list()
        ? Arrays.stream(text.split(",", -1)).map(String::strip).toList()
        : List.of(text.strip());
  }

  private void readFile(Path path) {
    try {
      readGroup("", YamlFile.read(path), path.toAbsolutePath().normalize());
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
  }

  private void readGroup(String group, Node.Mapping mapping, Path file) {
    mapping
        .entries()
        .forEach(
            (name, node) -> {
              String key = group + name;
              Origin.Line origin = new Origin.Line(file, node.line());
              Declaration declaration = Declarations.of(key);
              if (declaration != null) {
                readSetting(declaration, node, origin);
              } else if (!Declarations.isGroup(key)) {
                problems.add(origin + ": " + unknown(Place.YAML, key));
              } else if (node instanceof Node.Mapping inner) {
                readGroup(key + ".", inner, file);
              } else if (!(node instanceof Node.Scalar(var text, _) && text == null)) {
                problems.add(origin + ": '" + key + "' is not a group of settings");
              }
            });
  }

  private void readSetting(Declaration declaration, Node node, Origin.Line origin) {
    String key = declaration.key();
    ValueType type = declaration.type();
    if (!declaration.in(Place.YAML)) {
      problems.add(origin + ": '" + key + "' cannot be set in a file" + declaration.elsewhere());
    } else if (given.containsKey(key)
        && given.get(key).origin() instanceof Origin.Line(_, int line)) {
      problems.add(origin + ": '" + key + "' is already set in line " + line);
    } else if (type == null) {
      stores = new StoreList(origin.file(), sources.environment(), problems).read(node);
      given.put(key, new Given(List.of(), node, origin, folder(origin)));
    } else {
      scalars(type, node)
          .ifPresentOrElse(
              items -> given.put(key, new Given(items, node, origin, folder(origin))),
              () -> problems.add(origin + ": " + key + " is not " + declaration.expected()));
    }
  }

  private static Path folder(Origin.Line origin) {
    return origin.file().resolveSibling("");
  }

  /// The texts of a value; empty when it has another form than this type's.
  private static Optional<List<String>> scalars(ValueType type, Node node) {
    if (node instanceof Node.Scalar(var text, _)) {
      return text == null ? Optional.empty() : Optional.of(items(type, text));
    }
    if (!type.list() || !(node instanceof Node.Items(var nodes, _))) {
      return Optional.empty();
    }
    List<String> items = new ArrayList<>();
    for (Node item : nodes) {
      if (!(item instanceof Node.Scalar(var text, _)) || text == null) {
        return Optional.empty();
      }
      items.add(text);
    }
    return Optional.of(items);
  }

  private Optional<Object> parse(String key, Given source) {
    Declaration declaration = Declarations.of(key);
    if (declaration == null || declaration.type() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(declaration.parse(source.items(), source.base()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      String name = source.origin() instanceof Origin.Line ? ": " + key : "";
      String value =
          declaration.type().secret() ? "the value" : "'" + String.join(", ", source.items()) + "'";
      problems.add(source.origin() + name + ": " + value + " is not " + declaration.expected());
      return Optional.empty();
    }
  }

  private static String unknown(Place place, String name) {
    String what =
        switch (place) {
          case YAML -> "unknown setting '" + name + "'";
          case ENVIRONMENT -> "unknown environment variable " + name;
          case FLAG -> "unknown flag --" + name;
        };
    Optional<String> renamed = Declarations.renamed(place, name);
    if (renamed.isPresent()) {
      return what + "; it is called " + (place == Place.FLAG ? "--" : "") + renamed.get() + " now";
    }
    return what
        + Declarations.nearest(place, name)
            .map(near -> "; did you mean " + (place == Place.FLAG ? "--" : "") + near + "?")
            .orElse("");
  }
}
