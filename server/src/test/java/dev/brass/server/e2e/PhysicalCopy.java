package dev.brass.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;

/// A backup of a bundled PostgreSQL that runs, as `docs/guide/restore.md` tells to make one: its
/// files, copied between `pg_backup_start` and `pg_backup_stop`.
final class PhysicalCopy {

  private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");

  private PhysicalCopy() {}

  /// Copies.
  ///
  /// @param folder of the bundled PostgreSQL: with `cluster` and `password` in it
  /// @param url its JDBC address
  /// @param target a folder that is not there yet
  static void take(Path folder, String url, Path target) {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('brass', true)");
      copy(folder, target, path -> !path.startsWith("cluster/pg_wal"));
      String label;
      try (var stopped = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        stopped.next();
        label = stopped.getString(1);
      }
      // What the copy needs to become whole: the log until the backup's end.
      copy(folder, target, path -> path.startsWith("cluster/pg_wal"));
      Files.writeString(target.resolve("cluster/backup_label"), label);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Wanted {
    boolean is(Path relative);
  }

  private static void copy(Path from, Path to, Wanted wanted) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path made = to.resolve(from.relativize(folder));
            if (!Files.isDirectory(made)) {
              Files.createDirectory(
                  made,
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(file);
            if (wanted.is(relative) && !NOT_COPIED.contains(file.getFileName().toString())) {
              try {
                Files.copy(file, to.resolve(relative));
              } catch (NoSuchFileException e) {
                // PostgreSQL deletes files all the time; its log makes up for it.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
