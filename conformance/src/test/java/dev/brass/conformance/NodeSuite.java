package dev.brass.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A folder with a `package.json` whose script `test` runs Node's own runner: installed once per
/// lock file, and run.
final class NodeSuite {

  private final Path folder;

  NodeSuite(Path folder) {
    this.folder = folder;
  }

  /// Runs every test.
  ///
  /// @param environment added to this process's own
  Stream<DynamicTest> tests(Map<String, String> environment) {
    install();
    return new TapSuite(folder, "npm", "--silent", "test").tests(environment);
  }

  /// `npm ci`, unless the last one was for the same lock file.
  private void install() {
    try {
      Path stamp = folder.resolve("node_modules/.installed");
      String lock = Files.readString(folder.resolve("package-lock.json"));
      if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
        return;
      }
      List<String> install = List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
      TapSuite.Run run = TapSuite.run(folder, install, Map.of());
      if (run.exit() != 0) {
        throw new IllegalStateException(install + " failed:\n" + String.join("\n", run.lines()));
      }
      Files.writeString(stamp, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
