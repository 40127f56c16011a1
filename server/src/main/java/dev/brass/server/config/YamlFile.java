package dev.brass.server.config;

import dev.brass.server.text.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A YAML file as a tree whose nodes know their lines. Scalars stay the text that is written, so
/// that a code `007` is not the number 7. Only what a settings file needs is allowed: one document,
/// a mapping at the top, no aliases.
final class YamlFile {

  private static final long LARGEST = 1 << 20;
  private static final int DEEPEST = 20;
  private static final YAMLFactory YAML = new YAMLFactory();

  private final Path path;
  private final YAMLParser parser;

  /// A value in the file.
  sealed interface Node {
    int line();

    /// A scalar.
    ///
    /// @param text null where the value is empty
    record Scalar(@Nullable String text, int line) implements Node {}

    /// A list.
    record Items(List<Node> items, int line) implements Node {}

    /// A mapping, in the order of the file.
    record Mapping(Map<String, Node> entries, int line) implements Node {}
  }

  private YamlFile(Path path, YAMLParser parser) {
    this.path = path;
    this.parser = parser;
  }

  /// Reads a file; an empty one is an empty mapping.
  ///
  /// @throws ConfigurationException when it cannot be read or is not the YAML described above
  static Node.Mapping read(Path path) {
    String text = text(path);
    try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
      return new YamlFile(path, parser).document();
    } catch (JacksonException e) {
      TokenStreamLocation location = e.getLocation();
      throw problem(path, location == null ? 1 : location.getLineNr(), "is not YAML: " + syntax(e));
    }
  }

  /// The reason why a text is not YAML, in words for people and without words of the text, which
  /// can be secret.
  private static String syntax(JacksonException e) {
    String said = String.valueOf(e.getOriginalMessage());
    if (said.contains("mapping values are not allowed")) {
      return "there is a ':' that cannot be there; put the value into quotes, or look at the"
          + " indentation";
    }
    if (said.contains("TAB") || said.contains("\\t")) {
      return "lines are indented with blanks, not with tabs";
    }
    if (said.contains("could not find expected ':'")) {
      return "a ':' is missing behind a name";
    }
    if (said.contains("quoted scalar")) {
      return "a quote is not closed";
    }
    if (said.contains("flow sequence") || said.contains("flow mapping")) {
      return "a bracket is not closed";
    }
    if (said.contains("block end")
        || said.contains("block mapping")
        || said.contains("block collection")) {
      return "the indentation does not fit the lines before";
    }
    if (said.contains("alias") || said.contains("anchor")) {
      return "aliases are not supported; write the value again";
    }
    return said.contains("cannot start any token") || said.contains("special characters")
        ? "there is a character that cannot be there; put the value into quotes"
        : "a line cannot be read";
  }

  private static String text(Path path) {
    try {
      if (Files.size(path) > LARGEST) {
        throw new ConfigurationException(
            List.of(path + ": is larger than " + new ByteSize(LARGEST)));
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(List.of(path + ": the file does not exist"));
    } catch (IOException e) {
      throw new ConfigurationException(List.of(path + ": cannot be read: " + FileFailure.of(e)));
    }
  }

  private static ConfigurationException problem(Path path, int line, String what) {
    return new ConfigurationException(List.of(path + ":" + line + ": " + what));
  }

  private ConfigurationException problem(int line, String what) {
    return problem(path, line, what);
  }

  private Node.Mapping document() {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return new Node.Mapping(Map.of(), 1);
    }
    Node node = node(first, 0);
    if (!(node instanceof Node.Mapping mapping)) {
      throw problem(node.line(), "the file must be a mapping such as 'port: 8080'");
    }
    if (parser.nextToken() != null) {
      throw problem(line(), "a second document begins; one is allowed");
    }
    return mapping;
  }

  private Node node(JsonToken token, int depth) {
    int line = line();
    if (depth > DEEPEST) {
      throw problem(line, "is nested too deeply");
    }
    if (parser.isCurrentAlias()) {
      throw problem(line, "aliases are not supported; write the value again");
    }
    return switch (token) {
      case START_OBJECT -> mapping(line, depth);
      case START_ARRAY -> {
        List<Node> items = new ArrayList<>();
        for (JsonToken next; (next = parser.nextToken()) != JsonToken.END_ARRAY; ) {
          items.add(node(next, depth + 1));
        }
        yield new Node.Items(items, line);
      }
      case VALUE_NULL -> new Node.Scalar(null, line);
      default -> new Node.Scalar(parser.getString(), line);
    };
  }

  private Node mapping(int line, int depth) {
    Map<String, Node> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int nameLine = line();
      Node value = node(parser.nextToken(), depth + 1);
      Node earlier = entries.putIfAbsent(name, value);
      if (earlier != null) {
        throw problem(nameLine, "'" + name + "' is already set in line " + earlier.line());
      }
    }
    return new Node.Mapping(entries, line);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
