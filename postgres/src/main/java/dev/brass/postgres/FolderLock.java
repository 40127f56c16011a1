package dev.brass.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The lock of this process on a data folder. The kernel holds it and drops it when the process
/// ends in any way, so it is never stale; the process id in the file is for messages only.
/// Thread-safe.
final class FolderLock implements AutoCloseable {

  static final String FILE = "lock";

  /// The folders locked by this JVM. Checked before the file is opened: closing any second channel
  /// to it would drop the lock of the first one, because POSIX locks belong to the process.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// @param folder a real path: absolute, links resolved
  /// @throws EmbeddedPostgresException when another owner is alive, named by its process id
  static FolderLock acquire(Path folder) {
    if (!HELD.add(folder)) {
      throw inUse(folder, "this process (pid " + ProcessHandle.current().pid() + ")");
    }
    boolean acquired = false;
    try {
      FolderLock lock = open(folder);
      acquired = true;
      return lock;
    } catch (IOException e) {
      throw Failures.of(e, "lock the data folder", folder);
    } finally {
      if (!acquired) {
        HELD.remove(folder);
      }
    }
  }

  private static FolderLock open(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(FILE),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        String pid = read(channel);
        throw inUse(folder, pid.isEmpty() ? "another process" : "the process with pid " + pid);
      }
      channel.truncate(0);
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(pid), 0);
      locked = true;
      return new FolderLock(folder, channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    return StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
  }

  private static EmbeddedPostgresException inUse(Path folder, String owner) {
    return new EmbeddedPostgresException(
        "the data folder "
            + folder
            + " is in use by "
            + owner
            + "; stop it or choose another data folder");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Failures.of(e, "unlock the data folder", folder);
    } finally {
      HELD.remove(folder);
    }
  }
}
