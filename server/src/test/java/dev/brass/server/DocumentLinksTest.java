package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// References between the repository's documents, and from code to documents: every link, path and
/// number of a compatibility choice leads to something.
@Tag("architecture")
class DocumentLinksTest {

  private static final Set<String> SKIPPED =
      Set.of(".git", ".brass", "target", "node_modules", ".ci");

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern PATH =
      Pattern.compile(
          "\\bdocs/(?:(?:adr|guide|reference|behaviour|compatibility)/[\\w.-]*\\w|[\\w-]+\\.md)");
  private static final Pattern CHOICE =
      Pattern.compile("compatibility ([AB]\\d+)(?: and ([AB]\\d+))?");
  private static final Pattern CHOICE_ROW = Pattern.compile("(?m)^\\| ((?:[AB]\\d+(?:, )?)+) \\|");

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : files(".md")) {
      for (String line : prose(page)) {
        LINK.matcher(line)
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
            .filter(link -> !leads(page, link))
            .forEach(link -> broken.add(name(page) + ": " + link));
      }
    }
    assertThat(broken).as("links that lead nowhere").isEmpty();
  }

  @Test
  void citedDocumentsExist() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file : files(".md", ".java", ".yaml", ".sql", ".txt", ".html", "brass")) {
      PATH.matcher(Files.readString(file))
          .results()
          .map(MatchResult::group)
          .filter(path -> !Files.exists(GeneratedFile.root().resolve(path)))
          // Tests of documents make up names of their own.
          .filter(path -> !path.contains("example"))
          .forEach(path -> missing.add(name(file) + ": " + path));
    }
    assertThat(missing).as("documents that do not exist").isEmpty();
  }

  @Test
  void citedCompatibilityChoicesAreListed() throws IOException {
    Set<String> listed = new HashSet<>();
    for (String page : List.of("v1", "v2")) {
      CHOICE_ROW
          .matcher(
              Files.readString(GeneratedFile.root().resolve("docs/compatibility/" + page + ".md")))
          .results()
          .forEach(row -> listed.addAll(List.of(row.group(1).split(", ", -1))));
    }
    List<String> missing = new ArrayList<>();
    for (Path file : files(".md", ".java", ".yaml", ".sql")) {
      CHOICE
          .matcher(Files.readString(file))
          .results()
          .flatMap(cited -> Stream.of(cited.group(1), cited.group(2)))
          .filter(id -> id != null && !listed.contains(id))
          .forEach(id -> missing.add(name(file) + ": " + id));
    }
    assertThat(missing).as("choices that no page lists").isEmpty();
  }

  private static final Map<Path, Set<String>> ANCHORS = new HashMap<>();

  private static boolean leads(Path page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0
        || ANCHORS
            .computeIfAbsent(target, DocumentLinksTest::anchors)
            .contains(link.substring(hash + 1));
  }

  /// The anchors that GitHub gives to headings.
  private static Set<String> anchors(Path page) {
    Set<String> anchors = new HashSet<>();
    for (String line : prose(page)) {
      if (line.startsWith("#")) {
        String title = line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT);
        anchors.add(title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }

  /// The lines of a page without those of code blocks.
  private static List<String> prose(Path page) {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    try {
      for (String line : Files.readAllLines(page)) {
        if (line.strip().startsWith("```")) {
          code = !code;
        } else if (!code) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static List<Path> files(String... endings) throws IOException {
    Path root = GeneratedFile.root();
    List<Path> files = new ArrayList<>();
    collect(root, files);
    files.removeIf(file -> Stream.of(endings).noneMatch(file.toString()::endsWith));
    return files;
  }

  private static void collect(Path folder, List<Path> into) throws IOException {
    List<Path> children;
    try (Stream<Path> list = Files.list(folder)) {
      children = list.sorted().toList();
    }
    for (Path child : children) {
      if (Files.isDirectory(child)) {
        if (!SKIPPED.contains(String.valueOf(child.getFileName()))) {
          collect(child, into);
        }
      } else {
        into.add(child);
      }
    }
  }

  private static String name(Path file) {
    return GeneratedFile.root().relativize(file).toString().replace('\\', '/');
  }
}
