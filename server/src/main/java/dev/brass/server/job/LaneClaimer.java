package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import dev.brass.server.job.LaneRepository.Head;
import dev.brass.server.job.LaneRepository.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The claims of jobs that have a lane. Thread-safe.
///
/// A claim takes free lanes in which a job is due, claims the first job of each, and parks the
/// others, also those of lanes that are taken: so each blocked job is looked at once, however many
/// wait. The end of the lane's job makes the next one ready.
final class LaneClaimer {

  private static final int MOST_PARKED = 5_000;
  private static final int MOST_LANES = 500;

  private final Database database;
  private final JobRepository jobs = new JobRepository();
  private final LaneRepository lanes = new LaneRepository();

  LaneClaimer(Database database) {
    this.database = database;
  }

  /// What a claim did.
  ///
  /// @param parked how many jobs are out of the way now; if there were any, more may be due
  record Round(List<Claimed> claimed, int parked) {

    static final Round NOTHING = new Round(List.of(), 0);
  }

  /// Claims due jobs in a transaction of its own.
  Round claim(UUID node, List<Wanted> wanted, Instant now) {
    List<Wanted> candidates =
        wanted.stream()
            .map(kind -> new Wanted(kind.kind(), Math.min(2 * kind.most() + 16, MOST_LANES)))
            .toList();
    List<Lane> due =
        database.jdbi().withHandle(handle -> lanes.candidates(handle, candidates, now));
    if (due.isEmpty()) {
      return Round.NOTHING;
    }
    return database.relaxed(handle -> claim(handle, node, wanted, due, now));
  }

  private Round claim(Handle handle, UUID node, List<Wanted> wanted, List<Lane> due, Instant now) {
    if (!lanes.alive(handle, node)) {
      return Round.NOTHING;
    }
    List<Lane> taken = lanes.take(handle, node, due);
    Set<Lane> blocked = new HashSet<>(due);
    taken.forEach(blocked::remove);
    List<Lane> closed = new ArrayList<>(blocked.isEmpty() ? List.of() : lanes.pin(handle, blocked));

    List<Head> heads = taken.isEmpty() ? List.of() : lanes.heads(handle, taken, now);
    List<Claimed> claimed = claimHeads(handle, node, wanted, heads);
    Set<UUID> running = new HashSet<>();
    claimed.forEach(claim -> running.add(claim.job().id()));

    Set<Lane> unused = new HashSet<>(taken);
    List<Lane> forOthers = new ArrayList<>();
    List<UUID> waitingHeads = new ArrayList<>();
    for (Head head : heads) {
      if (running.contains(head.id())) {
        unused.remove(head.inLane());
        closed.add(head.inLane());
      } else if (head.state().equals(JobState.READY.stored())) {
        // Its turn, but not here or not now. It stays ready, and keeps the others parked.
        closed.add(head.inLane());
        waitingHeads.add(head.id());
      } else {
        forOthers.add(head.inLane());
      }
    }
    int parked = closed.isEmpty() ? 0 : lanes.park(handle, closed, waitingHeads, MOST_PARKED, now);
    if (!forOthers.isEmpty()) {
      lanes.promote(handle, forOthers);
    }
    if (!unused.isEmpty()) {
      lanes.free(handle, node, unused);
    }
    return new Round(claimed, parked);
  }

  private List<Claimed> claimHeads(
      Handle handle, UUID node, List<Wanted> wanted, List<Head> heads) {
    Map<String, Integer> left = new HashMap<>();
    wanted.forEach(kind -> left.put(kind.kind(), kind.most()));
    List<UUID> chosen = new ArrayList<>();
    for (Head head : heads) {
      int free = left.getOrDefault(head.kind(), 0);
      if (free > 0) {
        left.put(head.kind(), free - 1);
        chosen.add(head.id());
      }
    }
    return chosen.isEmpty() ? List.of() : jobs.claimHeads(handle, node, chosen);
  }
}
