package dev.brass.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The corpus of every target, as it is and stretched: what fuzzing has found once stays mended.
class FuzzCorpusTest {

  private static final Path CORPUS = Path.of("src/test/resources/fuzz");
  private static final int STRETCH = 20_000;

  static List<String> targets() {
    return List.copyOf(FuzzTargets.all().keySet());
  }

  private static List<Path> inputs(String target) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(target))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theCorpusIsReadOrRefused(String name) throws Exception {
    try (FuzzTarget target = FuzzTargets.named(name)) {
      for (Path file : inputs(name)) {
        byte[] input = Files.readAllBytes(file);
        target.read(input);
        if (input.length > 0 && !name.equals("http-wire")) {
          target.read(Fuzz.stretched(input, input.length / 2, STRETCH));
          target.read(Fuzz.stretched(input, input.length - 1, STRETCH));
        }
      }
    }
  }

  @Test
  void everyTargetHasACorpus() throws IOException {
    try (Stream<Path> folders = Files.list(CORPUS)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(targets());
    }
  }
}
