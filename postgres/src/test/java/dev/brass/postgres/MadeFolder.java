package dev.brass.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// A data folder that was made once for all tests, since that takes longer than all else in them.
final class MadeFolder {

  private static final Path MADE = make();

  private MadeFolder() {}

  private static Path make() {
    try {
      Path folder = Files.createTempDirectory("brass-postgres-test");
      EmbeddedPostgres.start(folder).close();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies it to a path that does not exist yet.
  static Path copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(MADE)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(MADE.relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return target;
  }
}
