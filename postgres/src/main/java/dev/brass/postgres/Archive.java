package dev.brass.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The `.txz` of PostgreSQL's programs, libraries and the files they read: 1,000 files, 60 MB in
/// total.
final class Archive {

  private static final int ENTRY_LIMIT = 20_000;
  private static final long SIZE_LIMIT = 1L << 30;
  private static final int OWNER_EXECUTES = 0100;

  /// Enough for the file system to flush many files in each of its own transactions: one by one it
  /// takes several times as long.
  private static final int FLUSHERS = 32;

  private Archive() {}

  /// Unpacks the files that are needed to run and flushes them to the disk. Every user may read and
  /// run the result, since root runs PostgreSQL as another user; only the owner may change it.
  ///
  /// @param folder is made here
  static void unpack(InputStream archive, Path folder) throws IOException {
    Files.createDirectory(folder);
    mode(folder, true);
    long size = 0;
    int entries = 0;
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        size += entry.getSize();
        entries++;
        if (entries > ENTRY_LIMIT || size > SIZE_LIMIT) {
          throw new IOException("the archive is larger than any PostgreSQL");
        }
        if (needed(entry.getName())) {
          write(tar, entry, folder);
        }
      }
    }
    flushAll(folder);
  }

  /// Leaves out the files that are only needed to compile against PostgreSQL.
  private static boolean needed(String name) {
    return !name.endsWith(".a") && !name.contains("/pkgconfig/") && !name.contains("/pgxs/");
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path path = inside(folder, folder.resolve(entry.getName()));
    if (entry.isDirectory()) {
      makeFolders(folder, path);
      return;
    }
    makeFolders(folder, Folders.holding(path));
    if (entry.isSymbolicLink()) {
      inside(folder, path.resolveSibling(entry.getLinkName()));
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, inside(folder, folder.resolve(entry.getLinkName())));
    } else {
      Files.copy(tar, path);
      mode(path, (entry.getMode() & OWNER_EXECUTES) != 0);
    }
  }

  private static Path inside(Path folder, Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(folder)) {
      throw new IOException("the archive holds a path outside of it: " + path);
    }
    return normal;
  }

  private static void makeFolders(Path folder, Path path) throws IOException {
    if (!path.equals(folder) && !Files.exists(path)) {
      makeFolders(folder, Folders.holding(path));
      Files.createDirectory(path);
      mode(path, true);
    }
  }

  private static void mode(Path path, boolean executable) throws IOException {
    String mode = executable ? "rwxr-xr-x" : "rw-r--r--";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void flushAll(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.filter(path -> !Files.isSymbolicLink(path)).toList();
    }
    List<Future<?>> flushes = new ArrayList<>();
    try (ExecutorService flushers = Executors.newFixedThreadPool(FLUSHERS)) {
      for (Path path : paths) {
        flushes.add(
            flushers.submit(
                () -> {
                  Folders.flush(path);
                  return null;
                }));
      }
      for (Future<?> flush : flushes) {
        flush.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
