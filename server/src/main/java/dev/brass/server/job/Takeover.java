package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.db.OwnConnection;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.NodeRepository.Seen;
import dev.brass.server.job.TakeoverRepository.Sessions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The freeing of what dead nodes had: their connections with their locks, then their jobs page by
/// page, their lanes and their slots at stores. On a thread and a connection of its own, so that it
/// delays neither beats nor claims. Thread-safe.
///
/// *What a dead node's row means*: some of its jobs may not be freed yet. *Who moves it out*: the
/// first node that takes over; the row is deleted last. *A crash here* leaves the work to another
/// node, which sees the row at its next beat.
final class Takeover implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Takeover.class);
  private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(20);

  /// A job may change its place among the due ones during a pass, when its clock is moved.
  private static final int MOST_PASSES = 5;

  private static final int LANES_AT_ONCE = 1_000;

  private final OwnConnection connection;
  private final InstantSource time;
  private final List<String> neverSetAside;
  private final IntConsumer freed;
  private final NodeRepository nodes = new NodeRepository();
  private final TakeoverRepository repository = new TakeoverRepository();
  private final LaneRepository lanes = new LaneRepository();
  private final SlotRepository slots = new SlotRepository();
  private final Semaphore wanted = new Semaphore(0);

  /// Dead nodes whose connections this one may not end; used by one thread at a time.
  private final Set<UUID> warned = new HashSet<>();

  /// A takeover that waits for its first node.
  ///
  /// @param freed receives the number of jobs of a dead node that may be claimed now
  /// @param neverSetAside the kinds whose jobs are never set aside
  Takeover(Database database, InstantSource time, List<String> neverSetAside, IntConsumer freed) {
    this.neverSetAside = List.copyOf(neverSetAside);
    this.connection = database.own("job-takeover", LONGEST_STATEMENT);
    this.time = time;
    this.freed = freed;
  }

  /// Says that there are dead nodes. Called at each beat while there are; returns at once.
  void look() {
    if (wanted.availablePermits() == 0) {
      wanted.release();
    }
  }

  /// Takes over until the thread is interrupted.
  void loop() {
    try {
      while (true) {
        wanted.acquire();
        try {
          run();
        } catch (RuntimeException e) {
          log.warn("Could not take over what a dead node had; it is tried again", e);
        }
        connection.rest();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes over all dead nodes that no other node is taking over; returns the number of their jobs.
  synchronized int run() {
    int jobs = 0;
    for (Seen node : connection.use(nodes::all)) {
      if (node.dead() && connection.use(handle -> repository.tryLock(handle, node.id()))) {
        try {
          jobs += takeOver(node);
        } finally {
          connection.use(
              handle -> {
                repository.unlock(handle, node.id());
                return true;
              });
        }
      }
    }
    return jobs;
  }

  /// Its locks are free when PostgreSQL ends the connection itself, by the limits that every
  /// connection sets; until then this waits and begins anew.
  private void warnOfMissingRight(Seen dead, int left) {
    if (left > 0 && warned.add(dead.id())) {
      log.warn(
          "{} connections of the dead node {} ({}) cannot be ended: they belong to another database"
              + " user, and this one lacks pg_read_all_stats or pg_signal_backend. Their locks may"
              + " hold up the takeover for a minute",
          left,
          dead.id(),
          dead.name());
    }
  }

  private int takeOver(Seen dead) {
    if (!dead.session().equals(Database.session())) {
      Sessions sessions = connection.use(handle -> repository.endSessions(handle, dead.id()));
      log.info("Ended {} connections of the dead node {}", sessions.ended(), dead.id());
      warnOfMissingRight(dead, sessions.left());
    }
    connection.use(
        handle -> {
          repository.awaitClaims(handle, dead.id());
          return true;
        });
    int jobs = 0;
    int last = -1;
    for (int pass = 0; pass < MOST_PASSES && last != 0; pass++) {
      last = connection.use(h -> repository.takeOver(h, dead.id(), neverSetAside, time.instant()));
      jobs += last;
    }
    FaultPoint.TAKEN_OVER.reached();
    connection.use(
        handle -> {
          handle.useTransaction(
              mine -> {
                List<Lane> left = lanes.freeAllBut(mine, dead.id(), List.of());
                for (int from = 0; from < left.size(); from += LANES_AT_ONCE) {
                  lanes.promote(
                      mine, left.subList(from, Math.min(left.size(), from + LANES_AT_ONCE)));
                }
                slots.freeAllBut(mine, dead.id(), List.of());
                repository.remove(mine, dead.id());
              });
          return true;
        });
    warned.remove(dead.id());
    log.warn("Took over {} jobs of the dead node {} ({})", jobs, dead.id(), dead.name());
    tellOfSetAside();
    freed.accept(jobs);
    return jobs;
  }

  private void tellOfSetAside() {
    List<UUID> aside = connection.use(repository::setAside);
    if (!aside.isEmpty()) {
      log.error(
          "Jobs that ended processes by themselves are set aside; see 'brass jobs': {}", aside);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
