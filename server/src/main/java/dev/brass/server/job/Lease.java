package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.db.OwnConnection;
import dev.brass.server.job.NodeRepository.Seen;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's claim to live, and its watch over the other nodes, on a connection of its own.
/// Thread-safe.
///
/// Each node increments the count in its row at every beat. A node whose count has not changed for
/// several looks in a row is dead to the nodes that look: they mark its row, after which it claims
/// nothing and beats no more, and [Takeover] frees what it had. No clocks are compared, so nodes
/// whose clocks differ agree, and a node that was paused itself has looked only once.
///
/// **A node that cannot beat stops before others act.** Other nodes see its count unchanged; that
/// count was written after [#beat] began to send it, so that its node knows the age of its last
/// sign of life to be at least as large as any other node does. Others wait `beat` × `deadAfter`;
/// from one beat less on the node does not hold its lease ([#isHeld]), until a beat succeeds again.
/// This is computed when it is asked, by a clock that continues while the process is stopped.
///
/// A node that finds itself marked dead continues under a new id; its runs under the old one are no
/// longer its own, and no acknowledgement under the old id finds jobs that were taken over.
final class Lease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  /// The longest that a sign of life may take.
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  private final OwnConnection connection;
  private final InstantSource time;
  private final LongSupplier nanoTime;
  private final WorkerSettings settings;
  private final long marginNanos;
  private final NodeRepository nodes = new NodeRepository();
  private final LaneRepository lanes = new LaneRepository();
  private final SlotRepository slots = new SlotRepository();
  private final Map<UUID, Watched> watched = new HashMap<>();
  private volatile Held held = new Held(UUID.randomUUID(), null);

  /// A lease not yet begun.
  ///
  /// @param nanoTime as [System#nanoTime]
  Lease(Database database, InstantSource time, LongSupplier nanoTime, WorkerSettings settings) {
    this.connection = database.own("job-lease", LONGEST_ANSWER);
    this.time = time;
    this.nanoTime = nanoTime;
    this.settings = settings;
    this.marginNanos = settings.holdsFor().toNanos();
  }

  /// An id and when its last sign of life that came through was begun; null before the first.
  private record Held(UUID node, @Nullable Long beaten) {}

  /// The result of a beat.
  ///
  /// @param lost whether this node had been declared dead; it has a new id now
  /// @param dead whether there are dead nodes to be taken over
  /// @param alone whether no other node lives
  record Beat(boolean lost, boolean dead, boolean alone) {}

  private record Watched(long beat, int looks) {}

  /// The id under which this process claims jobs now.
  UUID node() {
    return held.node();
  }

  /// Whether this node may act as the holder of its jobs at this moment.
  boolean isHeld() {
    return age(held) < marginNanos;
  }

  /// Whether this node may act as the holder of the jobs claimed under an id.
  boolean isHeldAs(UUID node) {
    Held now = held;
    return now.node().equals(node) && age(now) < marginNanos;
  }

  /// Whether this node has joined and not left.
  boolean hasBegun() {
    return held.beaten() != null;
  }

  /// The time since the last sign of life.
  Duration age() {
    return Duration.ofNanos(age(held));
  }

  private long age(Held of) {
    Long beaten = of.beaten();
    return beaten == null ? Long.MAX_VALUE : nanoTime.getAsLong() - beaten;
  }

  /// Begins the lease.
  ///
  /// @return whether there are dead nodes to be taken over
  synchronized boolean join() {
    join(held.node());
    if (settings.soleNode()) {
      connection.use(
          handle -> {
            nodes.markAllBut(handle, held.node());
            return true;
          });
    }
    return others().stream().anyMatch(Seen::dead);
  }

  private void join(UUID node) {
    long begun = nanoTime.getAsLong();
    connection.use(
        handle -> {
          nodes.join(handle, node, settings.name(), Database.session(), time.instant());
          return true;
        });
    held = new Held(node, begun);
  }

  /// Reports that this node lives, and looks whether the others do.
  ///
  /// @throws RuntimeException when the database does not answer in time
  synchronized Beat beat() {
    UUID node = held.node();
    long begun = nanoTime.getAsLong();
    boolean lost = !connection.use(handle -> nodes.beat(handle, node, time.instant()));
    if (lost) {
      UUID fresh = UUID.randomUUID();
      join(fresh);
      log.warn("Node {} was declared dead and continues as {}", node, fresh);
    } else {
      held = new Held(node, begun);
    }
    List<Seen> others = others();
    watched.keySet().retainAll(others.stream().map(Seen::id).toList());
    boolean dead = false;
    for (Seen other : others) {
      dead |= other.dead() || (looksDead(other) && isMarked(other));
    }
    return new Beat(lost, dead, watched.isEmpty());
  }

  private List<Seen> others() {
    List<Seen> others = new ArrayList<>(connection.use(nodes::all));
    others.removeIf(seen -> seen.id().equals(held.node()));
    return others;
  }

  private boolean looksDead(Seen other) {
    Watched before = watched.get(other.id());
    int looks = before == null || before.beat() != other.beat() ? 0 : before.looks() + 1;
    watched.put(other.id(), new Watched(other.beat(), looks));
    return looks >= settings.deadAfter();
  }

  private boolean isMarked(Seen silent) {
    if (!connection.use(handle -> nodes.mark(handle, silent))) {
      return false;
    }
    log.warn("Node {} ({}) gives no sign of life; it is dead", silent.id(), silent.name());
    watched.remove(silent.id());
    return true;
  }

  /// Ends the lease. Its jobs have been released before.
  ///
  /// @param clean whether that is known of all of them; else others take over what is left
  synchronized void leave(boolean clean) {
    UUID node = held.node();
    held = new Held(node, null);
    connection.use(
        handle -> {
          if (!clean) {
            nodes.leaveToOthers(handle, node);
            return true;
          }
          handle.useTransaction(
              mine -> {
                List<Lane> left = lanes.freeAllBut(mine, node, List.of());
                if (!left.isEmpty()) {
                  lanes.promote(mine, left);
                }
                slots.freeAllBut(mine, node, List.of());
                nodes.leave(mine, node);
              });
          return true;
        });
  }

  @Override
  public void close() {
    connection.close();
  }
}
