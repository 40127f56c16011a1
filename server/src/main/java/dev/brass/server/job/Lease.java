package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.NodeRepository.Seen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's claim to live, and its watch over the other nodes. Thread-safe.
///
/// Each node counts its row up at every beat. A node whose count has stood still for so many looks
/// in a row is dead to those who look: its row is deleted and its jobs are free. No clocks are
/// compared, so nodes whose clocks differ agree, and a node that was paused itself has looked only
/// once. A node that finds its row gone goes on under a new id; what it ran under the old one is
/// no longer its own, and no acknowledgement under the old id finds a row.
final class Lease {

  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final Database database;
  private final InstantSource time;
  private final String name;
  private final int deadAfter;
  private final NodeRepository nodes = new NodeRepository();
  private final Map<UUID, Watched> watched = new HashMap<>();
  private volatile UUID node = UUID.randomUUID();

  /// A lease not yet begun.
  ///
  /// @param name tells people which node this is
  /// @param deadAfter looks at an unmoved count until its node is dead
  Lease(Database database, InstantSource time, String name, int deadAfter) {
    this.database = database;
    this.time = time;
    this.name = name;
    this.deadAfter = deadAfter;
  }

  /// What a beat found out.
  ///
  /// @param lost whether this node had been declared dead; it has a new id now
  /// @param takenOver jobs of dead nodes that may be claimed now
  /// @param alone whether there is no other node
  record Beat(boolean lost, int takenOver, boolean alone) {}

  private record Watched(long beat, int looks) {}

  /// The id under which this process claims jobs now.
  UUID node() {
    return node;
  }

  /// Begins the lease; gives the number of jobs taken over.
  ///
  /// @param sole whether no other node can live, so that all jobs that run are free at once
  synchronized int join(boolean sole) {
    List<Seen> before = database.jdbi().withHandle(nodes::all);
    database.jdbi().useHandle(handle -> nodes.join(handle, node, name, time.instant()));
    int jobs = 0;
    if (sole) {
      for (Seen dead : before) {
        jobs += takeOver(dead);
      }
    }
    return jobs;
  }

  /// Says that this node lives, and looks whether the others do.
  synchronized Beat beat() {
    boolean lost = !database.jdbi().withHandle(handle -> nodes.beat(handle, node, time.instant()));
    if (lost) {
      UUID fresh = UUID.randomUUID();
      database.jdbi().useHandle(handle -> nodes.join(handle, fresh, name, time.instant()));
      log.warn("Node {} was declared dead and goes on as {}", node, fresh);
      node = fresh;
    }
    List<Seen> others = new ArrayList<>(database.jdbi().withHandle(nodes::all));
    others.removeIf(seen -> seen.id().equals(node));
    watched.keySet().retainAll(others.stream().map(Seen::id).toList());
    int jobs = 0;
    for (Seen other : others) {
      if (looksDead(other)) {
        jobs += takeOver(other);
      }
    }
    return new Beat(lost, jobs, watched.isEmpty());
  }

  private boolean looksDead(Seen other) {
    Watched before = watched.get(other.id());
    int looks = before == null || before.beat() != other.beat() ? 0 : before.looks() + 1;
    watched.put(other.id(), new Watched(other.beat(), looks));
    return looks >= deadAfter;
  }

  private int takeOver(Seen dead) {
    int jobs =
        database
            .jdbi()
            .inTransaction(
                handle -> nodes.remove(handle, dead) ? nodes.takeOver(handle, dead.id()) : 0);
    FaultPoint.TAKEN_OVER.reached();
    watched.remove(dead.id());
    log.warn("Node {} ({}) is dead; took over {} jobs", dead.id(), dead.name(), jobs);
    return jobs;
  }

  /// Ends the lease. Its jobs have been released before.
  synchronized void leave() {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              nodes.leave(handle, node);
              nodes.freeLanes(handle, node);
            });
  }
}
