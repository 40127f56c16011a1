package dev.brass.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/// A backup of a running embedded PostgreSQL: its files, taken between `pg_backup_start` and
/// `pg_backup_stop`, as an operator without `pg_basebackup` would take it. It contains all changes
/// committed before it began.
public final class PhysicalCopy {

  /// Files of the running server that a copy must not have.
  private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");

  private PhysicalCopy() {}

  /// Takes a backup.
  ///
  /// @param url any database of the server, as its superuser
  /// @param folder the folder of the embedded PostgreSQL
  /// @param to a folder that does not exist yet, on which an embedded PostgreSQL starts afterwards
  public static void take(String url, Path folder, Path to) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('copy', true)");
      Path cluster = to.resolve("cluster");
      Files.createDirectories(to);
      copy(folder.resolve("cluster"), cluster);
      Files.copy(
          folder.resolve("password"), to.resolve("password"), StandardCopyOption.COPY_ATTRIBUTES);
      try (ResultSet row =
          statement.executeQuery(
              "select labelfile from pg_backup_stop(wait_for_archive => false)")) {
        row.next();
        Files.writeString(cluster.resolve("backup_label"), row.getString(1));
      }
      // The log that the copied files need has been written until now.
      copy(folder.resolve("cluster/pg_wal"), cluster.resolve("pg_wal"));
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("no copy of " + folder + " could be taken", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Path made = to.resolve(from.relativize(dir).toString());
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
            if (!NOT_COPIED.contains(file.getFileName().toString())) {
              try {
                Files.copy(
                    file,
                    to.resolve(from.relativize(file).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
              } catch (NoSuchFileException e) {
                // The server removed it meanwhile, so its log contains its changes.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }
}
