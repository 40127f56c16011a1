package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `docs/guide/operate.md` explains every WARN and ERROR of the server, PostgreSQL's supervision
/// and the connectors, and no other. It writes `…` for a value.
@Tag("architecture")
class LogMessagesTest {

  private static final String PAGE = "docs/guide/operate.md";

  private static final Pattern CALL = Pattern.compile("\\b(?:LOG|log)\\s*\\.(warn|error)\\(\\s*");
  private static final Pattern TEXT =
      Pattern.compile("\\G\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:\\+\\s*)?");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (WARN|ERROR) \\|");

  @Test
  void everyWarningAndErrorIsExplained() throws IOException {
    Map<String, String> logged = new TreeMap<>();
    for (Path source : sources()) {
      collect(source, logged);
    }
    Map<String, String> explained = new TreeMap<>();
    ROW.matcher(Files.readString(GeneratedFile.root().resolve(PAGE)))
        .results()
        .forEach(row -> explained.put(row.group(1), row.group(2)));
    assertThat(explained).as("the messages in %s with their levels", PAGE).isEqualTo(logged);
  }

  private static void collect(Path source, Map<String, String> logged) throws IOException {
    String code = Files.readString(source);
    Matcher call = CALL.matcher(code);
    while (call.find()) {
      StringBuilder message = new StringBuilder();
      Matcher text = TEXT.matcher(code).region(call.end(), code.length());
      while (text.find()) {
        message.append(text.group(1));
      }
      assertThat(message.toString())
          .as("a message in %s is not a literal, so it cannot be looked up", source)
          .isNotEmpty();
      logged.put(message.toString().replace("{}", "…"), call.group(1).toUpperCase(Locale.ROOT));
    }
  }

  private static List<Path> sources() throws IOException {
    Path root = GeneratedFile.root();
    List<Path> roots = new ArrayList<>(List.of(root.resolve("server"), root.resolve("postgres")));
    try (Stream<Path> connectors = Files.list(root.resolve("connectors"))) {
      connectors.forEach(roots::add);
    }
    List<Path> sources = new ArrayList<>();
    for (Path module : roots) {
      Path main = module.resolve("src/main/java");
      if (Files.isDirectory(main)) {
        try (Stream<Path> files = Files.walk(main)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }
}
