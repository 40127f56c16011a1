package dev.brass.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server process over one data folder: its start, its end, and the removal of one that a
/// killed owner left. Used by one thread at a time, which holds the folder's lock; only [#end] may
/// be called by another one.
///
/// It is started by `pg_ctl`, in a session of its own: a Ctrl-C in the terminal reaches the owner
/// only, which can then still use the database to finish its work.
final class Postmaster {

  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

  /// Recovery after a crash replays at most `max_wal_size` twice; minutes on a slow disk.
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(8);

  /// The time that the children of a killed server may take to notice that it is gone.
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(10);

  /// The time that a start continues when its thread is interrupted: by then the server has written
  /// its pid, by which it can be found and ended. Without it an unknown server would be left
  /// running.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofMillis(20);
  private static final long LOG_LIMIT = 8 * 1024 * 1024;
  private static final int LOG_TAIL = 16 * 1024;

  /// Beyond the limit given to `pg_ctl`, since it needs a moment itself.
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Path cluster;
  private final Path log;
  private final Path programs;
  private final Account account;
  private volatile boolean unwanted;

  Postmaster(Path cluster, Path log, Path programs, Account account) {
    this.cluster = cluster;
    this.log = log;
    this.programs = programs;
    this.account = account;
  }

  /// Starts the server. Returns PostgreSQL's own log lines of a failed start; empty when it serves.
  ///
  /// @throws EmbeddedPostgresException when it neither started nor failed in time
  String start() {
    rotateLog();
    long before = size(log);
    long deadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
    while (true) {
      Command.Result result = pgCtl(START_LIMIT, "start", "-l", log.toString());
      if (result.ok()) {
        return "";
      }
      String said = tail(before) + result.output();
      if (!said.contains("is still in use") || unwanted || System.nanoTime() > deadline) {
        return said;
      }
      before = size(log);
      LockSupport.parkNanos(STEP.multipliedBy(10).toNanos());
    }
  }

  /// Ends the server that a killed owner may have left, and makes a lock file left by a dead one
  /// harmless.
  ///
  /// A survivor is ended rather than taken over, because its backends may still be working for the
  /// killed owner, and because it runs with the settings of another start: after this, every
  /// process that uses the data was started by us. It costs one shutdown.
  void endSurvivor() {
    PostmasterPid left = PostmasterPid.read(cluster);
    if (left == null) {
      return;
    }
    if (left.alive()) {
      LOG.info("Ending PostgreSQL {} in {}, left by a killed process", left.pid(), cluster);
      stop();
    } else {
      left.disown(account);
    }
  }

  /// The server that runs now.
  ///
  /// @throws EmbeddedPostgresException when it is missing
  PostmasterPid running() {
    PostmasterPid running = PostmasterPid.read(cluster);
    if (running == null) {
      throw new EmbeddedPostgresException("PostgreSQL in " + cluster + " has ended");
    }
    return running;
  }

  /// Starts the server again, with the same configuration, after it has ended unexpectedly.
  ///
  /// @return the reason why it does not start, in one line; empty when it serves
  String startAgain() {
    endSurvivor();
    Orphans.kill(cluster);
    String said = start();
    return said.isEmpty()
        ? ""
        : String.valueOf(Failures.of(said, "start PostgreSQL again in", cluster).getMessage());
  }

  /// Ends the server permanently, also one that another thread is about to start.
  void end() {
    unwanted = true;
    stop();
  }

  /// Ends the server: clients are disconnected, open transactions rolled back, all data is flushed.
  /// When that takes too long it is ended at once, and the next start recovers as after a crash.
  void stop() {
    PostmasterPid running = PostmasterPid.read(cluster);
    if (running == null || !running.alive()) {
      return;
    }
    // PostgreSQL itself kills processes that do not end within 5 s of an immediate stop.
    Command.Result fast = pgCtl(FAST_STOP_LIMIT, "stop", "-m", "fast");
    if (!fast.ok()) {
      LOG.warn("Ending PostgreSQL {} at once, because: {}", running.pid(), fast.output().strip());
      pgCtl(IMMEDIATE_STOP_LIMIT, "stop", "-m", "immediate");
    }
    long deadline = System.nanoTime() + IMMEDIATE_STOP_LIMIT.toNanos();
    while (running.alive()) {
      if (System.nanoTime() > deadline) {
        throw new EmbeddedPostgresException(
            "PostgreSQL with pid " + running.pid() + " in " + cluster + " does not end; kill it");
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  private Command.Result pgCtl(Duration limit, String verb, String... options) {
    List<String> command =
        new ArrayList<>(account.command(programs.resolve("bin/pg_ctl").toString(), verb));
    command.addAll(List.of("-D", cluster.toString()));
    command.addAll(List.of("-w", "-t", Long.toString(limit.toSeconds())));
    command.addAll(List.of(options));
    return Command.run(command, programs, limit.plus(MARGIN), GRACE);
  }

  /// Keeps one older log, so that both together have a limit: PostgreSQL itself writes only a few
  /// lines for each start and end.
  private void rotateLog() {
    if (size(log) > LOG_LIMIT) {
      Path older = log.resolveSibling(log.getFileName() + ".1");
      try {
        Files.move(log, older, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw Failures.of(e, "rotate", log);
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw Failures.of(e, "read", file);
    }
  }

  private String tail(long from) {
    try (var channel = Files.newByteChannel(log)) {
      channel.position(Math.max(from, channel.size() - LOG_TAIL));
      var bytes = ByteBuffer.allocate(LOG_TAIL);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
