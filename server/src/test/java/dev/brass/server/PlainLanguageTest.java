package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The language of the project: no comment, document or message uses a word of
/// `plain-language.txt`. Checked are the comments and texts of all modules' main sources, their
/// resources, and the documentation; identifiers, SQL and code in backticks are not.
///
/// `plain-language-open.txt` lists the packages and files that are not clean yet, with their number
/// of findings. A number may only fall: `./brass docs` lowers the numbers and removes entries
/// without findings, and never raises one.
@Tag("architecture")
@Tag("docs")
class PlainLanguageTest {

  private static final String OPEN = "server/src/test/resources/plain-language-open.txt";

  private static final boolean WRITE = Boolean.getBoolean("brass.write-docs");

  private static final Pattern SQL =
      Pattern.compile(
          "\\bselect\\b|\\binsert into\\b|\\bdelete from\\b|\\bupdate \\w+\\s+(?:\\w+\\s+)?set\\b"
              + "|^\\s*(?:from|where|join)\\b");

  private static final Pattern CODE = Pattern.compile("`[^`]*`|\\{\\{[^}]*\\}\\}|@param \\S+");

  private static final List<Rule> RULES = rules();

  private record Rule(Pattern pattern, String wanted) {}

  /// A line of prose.
  ///
  /// @param number from 1, in its file
  private record Line(int number, String text) {}

  private record Finding(String file, int line, String word, String wanted) {

    /// The package of a Java source; any other file by itself.
    String place() {
      return file.endsWith(".java") ? file.substring(0, file.lastIndexOf('/')) : file;
    }

    @Override
    public String toString() {
      return "%s:%d: '%s': %s".formatted(file, line, word, wanted);
    }
  }

  @Test
  void proseUsesPlainWords() throws IOException {
    Map<String, List<Finding>> found = new TreeMap<>();
    for (Path file : files()) {
      for (Finding finding : findings(name(file), Files.readString(file))) {
        found.computeIfAbsent(finding.place(), place -> new ArrayList<>()).add(finding);
      }
    }
    Map<String, Integer> open = open();
    if (WRITE) {
      open.replaceAll((place, most) -> Math.min(most, found.getOrDefault(place, List.of()).size()));
      open.values().removeIf(most -> most == 0);
      write(open);
    }
    List<String> tooMany = new ArrayList<>();
    found.forEach(
        (place, findings) -> {
          int most = open.getOrDefault(place, 0);
          if (findings.size() > most) {
            tooMany.add(
                "%s has %d findings, permitted are %d:".formatted(place, findings.size(), most));
            findings.forEach(finding -> tooMany.add("  " + finding));
          }
        });
    assertThat(tooMany).as("words that this project does not use").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// Nobody waits for it.",
        "/// What a caller may do.",
        "/* It stands for the tenant. */",
        "/*\n * The system tells it.\n */",
        "String text = \"Whoever asks is told\";",
        "String text =\n    \"\"\"\n    Somebody else's order.\n    \"\"\";"
      })
  void findsTheWordsInCommentsAndTexts(String source) {
    assertThat(findings("Example.java", source)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int whoever = told(nobody);",
        "// The user `nobody` owns it.",
        "/// @param told the refund",
        "String name = \"nobody\";",
        "char quote = '\"'; int nobody = 1; char other = '\\'';",
        "String sql = \"select told from nobody\";",
        "/// What is a lane? A queue."
      })
  void leavesCodeAndSqlAlone(String source) {
    assertThat(findings("Example.java", source)).isEmpty();
  }

  @Test
  void namesLineAndWantedWord() {
    assertThat(findings("docs/example.md", "One.\n\n```\nnobody\n```\nNobody else."))
        .singleElement()
        .hasToString("docs/example.md:6: 'Nobody': no one, or a passive");
  }

  private static List<Finding> findings(String file, String content) {
    List<Finding> found = new ArrayList<>();
    List<Line> lines = file.endsWith(".java") ? java(content) : plain(file, content);
    for (Line line : lines) {
      String text = CODE.matcher(line.text()).replaceAll("``");
      for (Rule rule : RULES) {
        Matcher matcher = rule.pattern().matcher(text);
        while (matcher.find()) {
          found.add(new Finding(file, line.number(), matcher.group(), rule.wanted()));
        }
      }
    }
    return found;
  }

  /// The lines of a text without those of code blocks.
  private static List<Line> plain(String file, String content) {
    List<Line> lines = new ArrayList<>();
    boolean code = false;
    int number = 0;
    for (String text : content.split("\n", -1)) {
      number++;
      if (file.endsWith(".md") && text.strip().startsWith("```")) {
        code = !code;
      } else if (!code) {
        lines.add(new Line(number, text));
      }
    }
    return lines;
  }

  /// The comments of a Java source, and its texts of more than one word.
  private static List<Line> java(String source) {
    List<Line> lines = new ArrayList<>();
    int number = 1;
    int at = 0;
    while (at < source.length()) {
      int end;
      if (source.startsWith("//", at)) {
        end = end(source, "\n", at);
        lines.add(new Line(number, source.substring(at, end).replaceFirst("^/+ ?", "").strip()));
      } else if (source.startsWith("/*", at)) {
        end = Math.min(source.length(), end(source, "*/", at + 2) + 2);
        add(lines, number, source.substring(at, end).replace("*/", ""), "^\\s*/?\\*+ ?");
      } else if (source.startsWith("\"\"\"", at)) {
        end = Math.min(source.length(), endOfText(source, "\"\"\"", at + 3) + 3);
        String text = source.substring(at, end).replace("\"\"\"", "");
        if (!SQL.matcher(text).find()) {
          add(lines, number, text, "^\\s+");
        }
      } else if (source.charAt(at) == '"') {
        end = Math.min(source.length(), endOfText(source, "\"", at + 1) + 1);
        String text = source.substring(at + 1, end - 1);
        if (text.strip().contains(" ") && !SQL.matcher(text).find()) {
          lines.add(new Line(number, text));
        }
      } else if (source.charAt(at) == '\'') {
        end = Math.min(source.length(), endOfText(source, "'", at + 1) + 1);
      } else {
        end = at + 1;
      }
      number += (int) source.substring(at, end).chars().filter(each -> each == '\n').count();
      at = end;
    }
    return lines;
  }

  private static void add(List<Line> lines, int first, String text, String prefix) {
    int number = first;
    for (String line : text.split("\n", -1)) {
      lines.add(new Line(number, line.replaceFirst(prefix, "").strip()));
      number++;
    }
  }

  private static int end(String source, String mark, int from) {
    int end = source.indexOf(mark, from);
    return end < 0 ? source.length() : end;
  }

  /// The place of the closing quote; escaped characters are passed over.
  private static int endOfText(String source, String quote, int from) {
    int at = from;
    while (at < source.length() && !source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, source.length());
  }

  private static List<Path> files() throws IOException {
    Path root = GeneratedFile.root();
    List<Path> files = new ArrayList<>(children(root));
    files.removeIf(file -> !file.toString().endsWith(".md") || file.endsWith("CHANGELOG.md"));
    files.addAll(below(root.resolve("docs"), ".md"));
    List<Path> modules = new ArrayList<>(children(root));
    modules.addAll(children(root.resolve("connectors")));
    for (Path module : modules) {
      Path main = module.resolve("src/main");
      if (Files.isDirectory(main)) {
        files.addAll(below(main, ".java", ".md", ".yaml", ".txt", ".html"));
      }
    }
    return files;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  private static List<Path> below(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .sorted()
          .toList();
    }
  }

  private static String name(Path file) {
    return GeneratedFile.root().relativize(file).toString().replace('\\', '/');
  }

  /// The permitted number of findings of each package and file that is not clean yet.
  private static Map<String, Integer> open() throws IOException {
    Map<String, Integer> open = new TreeMap<>();
    for (String line : Files.readAllLines(GeneratedFile.root().resolve(OPEN))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        int blank = line.indexOf(' ');
        open.put(line.substring(blank + 1), Integer.valueOf(line.substring(0, blank)));
      }
    }
    return open;
  }

  private static void write(Map<String, Integer> open) throws IOException {
    StringBuilder text =
        new StringBuilder("# Packages and files that are not clean yet. The numbers only fall.\n");
    open.forEach((place, most) -> text.append(most).append(' ').append(place).append('\n'));
    Files.writeString(GeneratedFile.root().resolve(OPEN), text);
  }

  private static List<Rule> rules() {
    try (InputStream stream =
        Objects.requireNonNull(
            PlainLanguageTest.class.getResourceAsStream("/plain-language.txt"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(PlainLanguageTest::rule)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Rule rule(String line) {
    int arrow = line.indexOf(" -> ");
    return new Rule(Pattern.compile(line.substring(0, arrow)), line.substring(arrow + 4));
  }
}
