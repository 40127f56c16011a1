package dev.brass.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is sealed in a row names the row. What is in no row is listed here.
class BoundToRowsTest {

  private static final Path SOURCES = Path.of("src/main/java/dev/brass/server");

  /// A token of a mail, and what nodes tell each other. Personal data have their row in the
  /// purpose, and a tenant has one search key.
  private static final List<String> IN_NO_ROW =
      List.of(
          "mail/Tokens.java",
          "node/NodeSettings.java",
          "secret/Sealer.java",
          "personal/PersonalData.java",
          "personal/SearchWords.java");

  @Test
  void nothingIsSealedInARowWithoutItsName() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String name = SOURCES.relativize(file).toString();
        if (!IN_NO_ROW.contains(name)) {
          for (String call : calls(read(file))) {
            assertThat(arguments(call)).as(name + ": " + call).isEqualTo(4);
          }
        }
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The arguments of each call of `seal` of a sealer or a vault.
  private static List<String> calls(String source) {
    return Stream.of("vault.seal(", "sealer.seal(")
        .flatMap(
            call ->
                Stream.iterate(
                        source.indexOf(call), at -> at >= 0, at -> source.indexOf(call, at + 1))
                    .map(at -> inner(source, at + call.length())))
        .toList();
  }

  private static String inner(String source, int from) {
    int depth = 1;
    int end = from;
    while (depth > 0) {
      char c = source.charAt(end);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      end++;
    }
    return source.substring(from, end - 1);
  }

  private static int arguments(String text) {
    int depth = 0;
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      count += c == ',' && depth == 0 ? 1 : 0;
    }
    return count;
  }
}
