package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of the repository that is generated from code by a test with the tag `docs`. The test
/// compares; with `-Dbrass.write-docs=true`, which `./brass docs` sets, it writes.
public final class GeneratedFile {

  private static final boolean WRITE = Boolean.getBoolean("brass.write-docs");

  private GeneratedFile() {}

  /// Compares the file with what it should be, or writes it.
  ///
  /// @param path from the repository's root, such as `docs/reference/schema.sql`
  public static void check(String path, String content) {
    Path file = root().resolve(path);
    try {
      if (WRITE) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return;
      }
      String stored = Files.exists(file) ? Files.readString(file) : "";
      assertThat(stored)
          .as("%s is not what the code says; run ./brass docs and commit the result", path)
          .isEqualTo(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The repository's root, wherever the tests were started.
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("spi"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("The tests run outside of the repository");
    }
    return folder;
  }
}
