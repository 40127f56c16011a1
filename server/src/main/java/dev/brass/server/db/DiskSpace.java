package dev.brass.server.db;

import dev.brass.server.health.Health.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether the disk of a folder has space for what the database has still to write. A PostgreSQL
/// whose disk is full ends by itself; the node stops taking orders before that.
final class DiskSpace {

  /// Two files of the write-ahead log.
  private static final long LEAST = 32L << 20;

  private final Path folder;
  private final Free free;

  /// The number of free bytes.
  interface Free {
    long bytes(Path folder) throws IOException;
  }

  DiskSpace(Path folder) {
    this(folder, at -> Files.getFileStore(at).getUsableSpace());
  }

  DiskSpace(Path folder, Free free) {
    this.folder = folder;
    this.free = free;
  }

  /// The problem for the health check; empty where the operating system does not report the space.
  Optional<Problem> problem() {
    try {
      long left = free.bytes(folder);
      return left >= LEAST
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  "disk",
                  "the disk of "
                      + folder
                      + " has only "
                      + (left >> 20)
                      + " MiB left, and orders could not be stored",
                  false));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
