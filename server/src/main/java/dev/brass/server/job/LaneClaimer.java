package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import dev.brass.server.job.LaneRepository.Candidate;
import dev.brass.server.job.LaneRepository.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The claims of jobs that have a lane. Thread-safe.
///
/// A claim looks at a window of due jobs, takes free lanes, and claims the first jobs of each, to
/// be run one after the other: so a lane with a queue costs one claim for many of its jobs. When
/// the window is full, jobs whose lanes are taken might hide others: then they are parked, out of
/// sight of all claims, until the end of their lane's job makes the next one ready. So each blocked
/// job is looked at a few times, however many wait.
final class LaneClaimer {

  private static final int SMALLEST_WINDOW = 100;
  private static final int MOST_PARKED = 5_000;
  private static final int MOST_TURNS = 20;
  private static final int LARGEST_CLAIM = 1_000;

  private final Database database;
  private final LaneRepository lanes = new LaneRepository();

  LaneClaimer(Database database) {
    this.database = database;
  }

  /// What a claim did.
  ///
  /// @param claimed the jobs of each lane in their order
  /// @param more whether more may be due that could be claimed
  record Round(List<List<Claimed>> claimed, boolean more) {

    static final Round NOTHING = new Round(List.of(), false);
  }

  /// Claims due jobs in a transaction of its own.
  Round claim(UUID node, List<Wanted> wanted, Instant now) {
    List<Wanted> windows =
        wanted.stream()
            .map(kind -> new Wanted(kind.kind(), 2 * kind.most() + SMALLEST_WINDOW, kind.floor()))
            .toList();
    List<Candidate> due =
        database.jdbi().withHandle(handle -> lanes.candidates(handle, windows, now));
    Set<Lane> free = free(due, wanted);
    boolean full = isFull(due, windows);
    if (free.isEmpty() && !full) {
      return Round.NOTHING;
    }
    Set<Lane> closed = new LinkedHashSet<>();
    if (full) {
      due.stream().filter(Candidate::taken).map(Candidate::inLane).forEach(closed::add);
    }
    return database.relaxed(handle -> claim(handle, node, wanted, free, closed, full, now));
  }

  /// Of each kind as many free lanes as jobs are wanted.
  private static Set<Lane> free(List<Candidate> due, List<Wanted> wanted) {
    Map<String, Integer> left = new HashMap<>();
    wanted.forEach(kind -> left.put(kind.kind(), kind.most()));
    Set<Lane> free = new LinkedHashSet<>();
    for (Candidate candidate : due) {
      if (!candidate.taken() && left.merge(candidate.kind(), -1, Integer::sum) >= 0) {
        free.add(candidate.inLane());
      }
    }
    return free;
  }

  private static boolean isFull(List<Candidate> due, List<Wanted> windows) {
    Map<String, Integer> seen = new HashMap<>();
    due.forEach(each -> seen.merge(each.kind(), each.jobs(), Integer::sum));
    return windows.stream().anyMatch(kind -> seen.getOrDefault(kind.kind(), 0) >= kind.most());
  }

  /// @param closed lanes that were taken, whose jobs are in the way
  /// @param full whether jobs of the lanes taken here are in the way, too
  private Round claim(
      Handle handle,
      UUID node,
      List<Wanted> wanted,
      Set<Lane> free,
      Set<Lane> closed,
      boolean full,
      Instant now) {
    List<Lane> taken = free.isEmpty() ? List.of() : lanes.take(handle, node, free);
    int turns = Math.clamp(LARGEST_CLAIM / Math.max(1, taken.size()), 1, MOST_TURNS);
    List<List<Claimed>> claimed =
        taken.isEmpty() ? List.of() : lanes.claim(handle, node, taken, wanted, turns, now);
    Set<Lane> unused = new LinkedHashSet<>(taken);
    List<Lane> blocked = new ArrayList<>(closed.isEmpty() ? List.of() : lanes.pin(handle, closed));
    for (List<Claimed> each : claimed) {
      Lane lane = Lane.of(each.getFirst().job());
      unused.remove(lane);
      blocked.add(lane);
    }
    List<UUID> heads = unused.isEmpty() ? List.of() : skip(handle, unused, blocked, now);
    int parked = 0;
    if (full && !blocked.isEmpty()) {
      parked = lanes.park(handle, blocked, heads, MOST_PARKED, now);
    }
    if (!unused.isEmpty()) {
      lanes.free(handle, node, unused);
    }
    return new Round(claimed, !claimed.isEmpty() || parked > 0);
  }

  /// Looks after lanes whose first job is not for this node or not now. A first job that is ready
  /// stays so, and the others of its lane are blocked by it; one that is parked is made ready, for
  /// the nodes that know its kind. Gives the ready ones.
  private List<UUID> skip(Handle handle, Set<Lane> unused, List<Lane> blocked, Instant now) {
    List<UUID> ready = new ArrayList<>();
    List<Lane> promoted = new ArrayList<>();
    for (Head head : lanes.heads(handle, unused, now)) {
      if (head.state().equals(JobState.READY.stored())) {
        ready.add(head.id());
        blocked.add(head.inLane());
      } else {
        promoted.add(head.inLane());
      }
    }
    if (!promoted.isEmpty()) {
      lanes.promote(handle, promoted);
    }
    return ready;
  }
}
