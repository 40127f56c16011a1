package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The search for jobs that the database says this node runs and of which it knows nothing: those
/// of a claim that was committed and whose answer was lost with its connection. As long as the node
/// lives, nobody else would free them. For the one thread that claims.
final class Strays {

  private static final Logger log = LoggerFactory.getLogger(Strays.class);

  /// As long as a statement may take, and a little more: a claim that was given up here may still
  /// be carried out there.
  private static final Duration SUSPICION = Duration.ofSeconds(65);

  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final Database database;
  private final NodeRepository nodes = new NodeRepository();
  private Instant suspectedUntil = Instant.MIN;
  private Instant nextLook = Instant.MIN;

  Strays(Database database) {
    this.database = database;
  }

  /// Says that a claim failed, so that it may have been committed all the same.
  void suspect(Instant now) {
    suspectedUntil = now.plus(SUSPICION);
    nextLook = now;
  }

  /// Frees strays, if there may be any. They have not run, so their run does not count.
  ///
  /// @param known all jobs that this process runs
  void release(UUID node, List<Claim> known, Instant now) {
    if (now.isBefore(nextLook) || now.isAfter(suspectedUntil)) {
      return;
    }
    int released = database.jdbi().inTransaction(handle -> release(handle, node, known));
    nextLook = now.plus(BETWEEN);
    if (released > 0) {
      log.warn("Freed {} jobs whose claim had got no answer", released);
    }
  }

  private int release(Handle handle, UUID node, List<Claim> known) {
    List<UUID> jobs = new ArrayList<>();
    List<LaneRepository.Lane> lanes = new ArrayList<>();
    for (Claim claim : known) {
      jobs.add(claim.job().id());
      String lane = claim.job().lane();
      if (lane != null) {
        lanes.add(new LaneRepository.Lane(claim.job().tenantId(), lane));
      }
    }
    int released = nodes.releaseStrays(handle, node, jobs);
    nodes.freeStrayLanes(handle, node, Set.copyOf(lanes));
    return released;
  }
}
