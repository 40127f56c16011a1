package dev.brass.server.db;

import dev.brass.server.health.Health.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether there is room on the disk of a folder for what the database has still to write. A
/// PostgreSQL whose disk is full ends by itself; before that nobody is to send it orders.
final class DiskSpace {

  /// Two files of the write-ahead log.
  private static final long LEAST = 32L << 20;

  private final Path folder;
  private final Free free;

  /// How many bytes are free.
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

  /// What health is to know; nothing where the system does not tell.
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
