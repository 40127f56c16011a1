package dev.brass.server.recovery;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.server.health.Activity;
import dev.brass.server.health.Health;
import dev.brass.server.health.RepeatedFailure;
import dev.brass.server.recovery.MarkFile.Kept;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's watch over the history of its database. Thread-safe.
///
/// Every few seconds the node writes into the database that it has looked, and then into its data
/// folder the position of the database. At the start, and on each new connection before it is used,
/// the two are compared: a database whose position is lower has lost changes. A crash between the
/// two writes leaves the folder behind the database, which is correct.
///
/// A mark is some seconds old. So a database that continues on another timeline counts as one that
/// has lost changes, unless its standbys were synchronous; and a copy of the whole machine contains
/// the mark and is not noticed here ([Recovery#caution] checks orders from before the start for
/// that).
public final class HistoryWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryWatch.class);
  private static final Pace PACE = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(15));
  private static final String PART = "history-watch";
  private static final Duration LATE = Duration.ofSeconds(15);
  private static final Duration HOPELESS = Duration.ofMinutes(30);
  private static final Duration MARKS_KEPT = Duration.ofDays(400);

  private final Database database;
  private final Recovery recovery;
  private final MarkFile file;
  private final InstantSource clock;
  private final Activity activity;
  private final RepeatedFailure keeping;
  private final Pace pace;
  private final RecoveryRepository repository = new RecoveryRepository();
  private UUID id = UUID.randomUUID();
  private boolean hadOrders;
  private final AtomicReference<@Nullable HistoryMark> mark = new AtomicReference<>();
  private @Nullable Thread watcher;

  /// The intervals of the watch.
  ///
  /// @param between from one mark to the next
  /// @param word how long a new node waits for the mark of another one to advance; several times
  ///     `between`
  record Pace(Duration between, Duration word) {}

  /// A watch that has not begun.
  ///
  /// @param folder the data folder
  public HistoryWatch(
      Database database, Recovery recovery, Path folder, InstantSource clock, Health health) {
    this(database, recovery, folder, clock, health, PACE);
  }

  HistoryWatch(
      Database database,
      Recovery recovery,
      Path folder,
      InstantSource clock,
      Health health,
      Pace pace) {
    this.pace = pace;
    this.database = database;
    this.recovery = recovery;
    this.file = new MarkFile(new DataFolder(folder));
    this.clock = clock;
    this.activity = health.activity(PART, LATE, HOPELESS);
    this.keeping =
        health.failure(PART, "the mark of the database's history could not be kept", LATE);
  }

  /// Compares the database with the mark, and begins to update the mark.
  ///
  /// @param announced whether the operator says that history is lost
  /// @throws RuntimeException when the database does not answer
  public synchronized void start(boolean announced) {
    Optional<Kept> kept = file.read();
    kept.ifPresent(
        known -> {
          id = known.id();
          hadOrders = known.hadOrders();
        });
    HistoryMark now = look();
    boolean keyIsNew = !database.jdbi().withHandle(repository::hasMarks);
    kept.map(known -> whyLost(known, now))
        .orElseGet(this::whyUnknown)
        .or(() -> announced ? Optional.of("the operator says so") : Optional.empty())
        .ifPresent(reason -> lost(reason, keyIsNew));
    // The loss is on disk before anything is claimed.
    keep();
    database.onConnect(repository.look(id, this::known, this::compare));
    activity.alive();
    watcher = Thread.ofPlatform().daemon().name("history-watch").start(this::run);
  }

  /// A database that no node has used got the key of its attempts' ids just now, by an update: it
  /// is from before. Purchases of another history, even after the same update, have ids under
  /// another key.
  private void lost(String reason, boolean keyIsNew) {
    if (keyIsNew && database.jdbi().withHandle(repository::hasOrders)) {
      recovery.lost(
          reason
              + ", and it is from before attempts had ids that can be made again, so that a store's"
              + " 'not there' is no proof",
          false);
    } else {
      recovery.lost(reason);
    }
  }

  /// The folder of a database that never had orders proves nothing while there are none.
  private Optional<String> whyLost(Kept before, HistoryMark now) {
    return before
        .mark()
        .lostBy(now)
        .filter(_ -> before.hadOrders() || database.jdbi().withHandle(repository::hasOrders));
  }

  /// The reason of a node that has no mark: a new one trusts the nodes that are running.
  private Optional<String> whyUnknown() {
    boolean first = !database.jdbi().withHandle(repository::hasOrders);
    return first || othersKnow()
        ? Optional.empty()
        : Optional.of(
            "this node has no mark of the database's history, the database has orders, and no other"
                + " running node knows it");
  }

  /// Whether another node keeps its mark in this database while we look. Only one that has compared
  /// its own does so, after writing down what it found to be lost; a process that is only
  /// connected, such as a command, or a node that is just starting, knows nothing.
  private boolean othersKnow() {
    if (!database.jdbi().withHandle(h -> repository.hasOthers(h, Database.session()))) {
      return false;
    }
    Map<UUID, Long> before = ticks();
    long end = System.nanoTime() + pace.word().toNanos();
    try {
      while (System.nanoTime() < end) {
        Thread.sleep(pace.between().dividedBy(6));
        boolean goesOn =
            ticks().entrySet().stream()
                .anyMatch(
                    now -> now.getValue() > before.getOrDefault(now.getKey(), Long.MAX_VALUE));
        if (goesOn) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private Map<UUID, Long> ticks() {
    return database.jdbi().withHandle(handle -> repository.othersTicks(handle, id));
  }

  private HistoryMark look() {
    return database.jdbi().withHandle(handle -> repository.mark(handle, id));
  }

  /// The state before the database is asked.
  ///
  /// @param mark null before the first one is kept
  /// @param epoch of the recovery, which changes with each loss
  record Known(@Nullable HistoryMark mark, long epoch) {}

  private Known known() {
    // In this order: a node that reports a loss replaces the mark first.
    long epoch = recovery.epoch();
    return new Known(mark.get(), epoch);
  }

  /// Writes the position of the database.
  private void keep() {
    compare(known(), look());
    // In one commit with the loss, since new nodes read the tick as the statement that nothing else
    // is lost.
    recovery.refresh(handle -> repository.tick(handle, id, clock.instant()));
    HistoryMark now = look();
    hadOrders = hadOrders || database.jdbi().withHandle(repository::hasOrders);
    file.write(new Kept(id, now, hadOrders));
    mark.set(now);
  }

  /// Reports a loss, unless one was reported since `before`: the next look is compared with this
  /// one.
  private void compare(Known before, HistoryMark now) {
    HistoryMark known = before.mark();
    if (known != null) {
      known
          .lostBy(now)
          .filter(_ -> mark.compareAndSet(known, now) || recovery.epoch() == before.epoch())
          .ifPresent(recovery::lost);
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(pace.between());
        // A failed round counts as one: the database recovers by itself, or the disk.
        activity.alive();
        try {
          round();
          keeping.over();
        } catch (RuntimeException e) {
          keeping.failed();
          LOG.warn("The mark of the database's history could not be kept: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void round() {
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
