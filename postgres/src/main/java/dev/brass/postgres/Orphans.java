package dev.brass.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The children of a server that was killed. Most notice at once that it is gone; one that is in
/// the middle of a statement continues with it, and no server can start on the folder until it has
/// ended.
final class Orphans {

  private static final Path PROCESSES = Path.of("/proc");
  private static final String NAME = "postgres";

  private Orphans() {}

  /// Kills them, where they can be found: on Linux. Uncommitted work is lost with the server
  /// anyway.
  ///
  /// @param cluster a real path, on which no server runs
  static void kill(Path cluster) {
    if (!Files.isDirectory(PROCESSES.resolve("self"))) {
      return;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        if (works(process, cluster)) {
          long pid = Long.parseLong(process.getFileName().toString());
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    } catch (IOException e) {
      // Then they are waited for.
    }
  }

  /// A server and its children work in the folder itself, and are named after their task:
  /// `postgres: checkpointer`.
  private static boolean works(Path process, Path cluster) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(cluster)
          && Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .startsWith(NAME + ":");
    } catch (IOException e) {
      // Gone, or another user's.
      return false;
    }
  }
}
