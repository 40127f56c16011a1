package dev.brass.server.config;

import dev.brass.server.text.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/// The folder of the setting `data`, and the small files in it that only its owner may read. A file
/// is replaced as a whole and durably: after a crash at any moment either the old one or the new
/// one exists.
public record DataFolder(Path path) {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final long LARGEST = 1 << 20;

  public Path file(String name) {
    return path.resolve(name);
  }

  /// The text of a file; empty when the file does not exist.
  ///
  /// @throws UncheckedIOException when it cannot be read, or is longer than a megabyte
  public Optional<String> read(String name) {
    try {
      if (Files.size(file(name)) > LARGEST) {
        throw new UncheckedIOException(
            "cannot read " + file(name) + ": it is too large", new IOException("too large"));
      }
      return Optional.of(Files.readString(file(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file(name) + ": " + FileFailure.of(e), e);
    }
  }

  /// Creates the folder unless it exists, for its owner alone; one that others may enter is closed
  /// to them. Parent folders are created with the usual permissions.
  ///
  /// @throws UncheckedIOException when that is not possible
  public void make() {
    try {
      Path folder = path.toAbsolutePath().normalize();
      if (!Files.isDirectory(folder)) {
        if (folder.getParent() != null) {
          Files.createDirectories(folder.getParent());
        }
        Files.createDirectory(folder, ownersAlone("rwx------"));
      }
      if (POSIX && !isOwnersAlone(folder)) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the data folder " + path + " cannot be made for its owner alone: " + FileFailure.of(e),
          e);
    }
  }

  private static boolean isOwnersAlone(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)).endsWith("------");
  }

  /// Writes a file that only its owner may read, and creates the folder if it is missing.
  ///
  /// @throws UncheckedIOException when the disk does not accept it; an older file then still exists
  public void write(String name, String text) {
    Path target = file(name);
    Path part = path.resolve("." + name + ".part");
    try {
      make();
      // A file that a crash left behind may have other permissions.
      Files.deleteIfExists(part);
      try (FileChannel channel =
          FileChannel.open(
              part,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownersAlone("rw-------"))) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target + ": " + FileFailure.of(e), e);
    }
  }

  private static FileAttribute<?>[] ownersAlone(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /// Makes the new name durable, where folders can be opened.
  private void sync() throws IOException {
    if (POSIX) {
      try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }
}
