package dev.brass.server.recovery;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.server.health.Activity;
import dev.brass.server.health.Health;
import dev.brass.server.recovery.MarkFile.Kept;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's watch over the history of its database. Thread-safe.
///
/// Every few seconds the node writes into the database that it has looked, and then into its data
/// folder how far the database had come. At the start, and on each new connection before it is
/// used, the two are compared: a database that has come less far has lost changes. A crash between
/// the two writes leaves the folder behind the database, which is as it should be.
///
/// A mark is some seconds old. So a database that goes on with another timeline counts as one that
/// has lost changes, unless its standbys were synchronous; and a copy of the whole machine takes
/// the mark along and is not noticed here ([Recovery#caution] looks at orders from before the start
/// for that).
public final class HistoryWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryWatch.class);
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final Duration MARKS_KEPT = Duration.ofDays(400);

  private final Database database;
  private final Recovery recovery;
  private final MarkFile file;
  private final InstantSource clock;
  private final Activity activity;
  private final RecoveryRepository repository = new RecoveryRepository();
  private UUID id = UUID.randomUUID();
  private final AtomicReference<@Nullable HistoryMark> mark = new AtomicReference<>();
  private @Nullable Thread watcher;

  /// A watch that is not kept yet.
  ///
  /// @param folder the data folder
  public HistoryWatch(
      Database database, Recovery recovery, Path folder, InstantSource clock, Health health) {
    this.database = database;
    this.recovery = recovery;
    this.file = new MarkFile(new DataFolder(folder));
    this.clock = clock;
    this.activity =
        health.activity("history-watch", Duration.ofSeconds(15), Duration.ofMinutes(30));
  }

  /// Compares the database with the mark, and begins to keep it.
  ///
  /// @param announced whether the operator says that history is lost
  /// @throws RuntimeException when the database does not answer
  public synchronized void start(boolean announced) {
    Optional<Kept> kept = file.read();
    kept.ifPresent(known -> id = known.id());
    HistoryMark now = look();
    kept.map(known -> whyLost(known.mark(), now))
        .orElseGet(this::whyUnknown)
        .or(() -> announced ? Optional.of("the operator says so") : Optional.empty())
        .ifPresent(recovery::lost);
    // On disk before anything is claimed.
    recovery.refresh();
    keep();
    database.onConnect(repository.look(id, this::seen));
    activity.alive();
    watcher = Thread.ofPlatform().daemon().name("history-watch").start(this::run);
  }

  /// A folder that was never used with this database, such as one of another server, is no proof of
  /// anything while there are no orders.
  private Optional<String> whyLost(HistoryMark before, HistoryMark now) {
    return before.lostBy(now).filter(_ -> database.jdbi().withHandle(repository::hasOrders));
  }

  /// What a node says that has no mark: a new one takes over the word of those that are there.
  private Optional<String> whyUnknown() {
    return database
        .jdbi()
        .withHandle(
            handle -> {
              boolean first = !repository.hasOrders(handle);
              boolean others = repository.hasOthers(handle, Database.session());
              return first || others
                  ? Optional.empty()
                  : Optional.of(
                      "this node has no mark of the database's history, the database has orders, and"
                          + " no other node is there that would know");
            });
  }

  private HistoryMark look() {
    return database.jdbi().withHandle(handle -> repository.mark(handle, id));
  }

  /// Writes down how far the database has come.
  private void keep() {
    HistoryMark before = mark.get();
    if (before != null) {
      compare(before, look());
    }
    database.jdbi().useHandle(handle -> repository.tick(handle, id, clock.instant()));
    HistoryMark now = look();
    file.write(new Kept(id, now));
    mark.set(now);
  }

  /// Looks at a new connection before anybody uses it.
  private void seen(HistoryMark now) {
    HistoryMark before = mark.get();
    if (before != null) {
      compare(before, now);
    }
  }

  /// Says once what was lost: the next look is compared with this one.
  private void compare(HistoryMark before, HistoryMark now) {
    before.lostBy(now).filter(_ -> mark.compareAndSet(before, now)).ifPresent(recovery::lost);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(BETWEEN);
        try {
          round();
          activity.alive();
        } catch (RuntimeException e) {
          LOG.warn("The mark of the database's history could not be kept: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void round() {
    recovery.refresh();
    keep();
    database
        .jdbi()
        .useHandle(handle -> repository.forgetMarks(handle, clock.instant().minus(MARKS_KEPT)));
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      running = watcher;
      watcher = null;
    }
    activity.stopped();
    if (running != null) {
      running.interrupt();
    }
  }
}
