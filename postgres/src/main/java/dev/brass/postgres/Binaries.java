package dev.brass.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL's programs, unpacked once per user and version and shared by all data folders.
///
/// They are unpacked beside their place and moved there as a whole, flushed to the disk before: a
/// crash leaves a `.new` folder, which the next unpacking removes, and never part of a program. A
/// file lock lets one process unpack while others wait for it.
final class Binaries {

  private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
  private static final Duration WAIT_LIMIT = Duration.ofMinutes(2);
  private static final Duration WAIT_STEP = Duration.ofMillis(50);

  /// Before the file lock, which belongs to the process and so cannot exclude its threads.
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private Binaries() {}

  /// The folder with `bin`, `lib` and `share`, unpacked now if it does not exist.
  ///
  /// @param dataFolder the place for them when this user has no writable cache folder
  static Path unpacked(Path dataFolder) {
    String platform = platform();
    String name = "postgresql-" + version() + "-" + platform;
    for (Path cache : new Path[] {userCache(), dataFolder.resolve("programs")}) {
      Path folder = cache.resolve(name);
      if (Files.exists(folder)) {
        return folder;
      }
      if (canMake(cache)) {
        unpack(platform, folder);
        return folder;
      }
    }
    throw new EmbeddedPostgresException(
        "cannot unpack PostgreSQL below " + dataFolder + ": the folder cannot be written");
  }

  private static void unpack(String platform, Path folder) {
    Path cache = Folders.holding(folder);
    IN_THIS_PROCESS.lock();
    try (FileChannel lock =
        FileChannel.open(
            cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      waitFor(lock, cache);
      if (Files.exists(folder)) {
        return;
      }
      LOG.info("Unpacking PostgreSQL {} into {}", version(), folder);
      Path unfinished = folder.resolveSibling(folder.getFileName() + ".new");
      Folders.delete(unfinished);
      try (InputStream archive = archive(platform)) {
        Archive.unpack(archive, unfinished);
      }
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      Folders.flush(cache);
    } catch (IOException e) {
      throw Failures.of(e, "unpack PostgreSQL into", folder);
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private static void waitFor(FileChannel lock, Path cache) throws IOException {
    long deadline = System.nanoTime() + WAIT_LIMIT.toNanos();
    while (lock.tryLock() == null) {
      if (System.nanoTime() > deadline) {
        throw new EmbeddedPostgresException(
            "cannot unpack PostgreSQL: another process has been unpacking it in "
                + cache
                + " for "
                + WAIT_LIMIT.toMinutes()
                + " minutes; end it");
      }
      LockSupport.parkNanos(WAIT_STEP.toNanos());
    }
  }

  private static InputStream archive(String platform) {
    InputStream archive = Binaries.class.getResourceAsStream("/postgres-" + platform + ".txz");
    if (archive == null) {
      throw new EmbeddedPostgresException(
          "this build has no PostgreSQL for "
              + platform
              + "; build it on that platform, or give the address of a PostgreSQL 18 that you run");
    }
    return archive;
  }

  static String version() {
    try (InputStream file = Binaries.class.getResourceAsStream("binaries.properties")) {
      var properties = new Properties();
      if (file != null) {
        properties.load(file);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new EmbeddedPostgresException("cannot read the PostgreSQL version of this build", e);
    }
  }

  /// The platform's name in the archives, such as `linux-x86_64`.
  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String name = system.startsWith("mac") ? "darwin" : system.replace(' ', '-');
    return switch (processor) {
      case "amd64", "x86_64" -> name + "-x86_64";
      case "aarch64" -> name + "-arm_64";
      default -> name + "-" + processor;
    };
  }

  private static Path userCache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    if (configured != null && configured.startsWith("/")) {
      return Path.of(configured, "brass");
    }
    Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    return home.resolve(mac ? "Library/Caches" : ".cache").resolve("brass");
  }

  /// Whether the cache folder exists or could be created, and this user may write there. A missing
  /// home is not created: services often run with one.
  private static boolean canMake(Path cache) {
    if (!Files.isDirectory(Folders.holding(Folders.holding(cache)))) {
      return false;
    }
    try {
      Files.createDirectories(cache);
      return Files.isWritable(cache);
    } catch (IOException e) {
      LOG.debug("No cache folder at {}", cache, e);
      return false;
    }
  }
}
