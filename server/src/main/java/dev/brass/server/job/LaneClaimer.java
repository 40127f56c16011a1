package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import dev.brass.server.job.LaneRepository.Candidate;
import dev.brass.server.job.LaneRepository.Head;
import dev.brass.server.job.LaneRepository.Window;
import dev.brass.server.job.LaneRepository.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The claims of jobs that have a lane. Thread-safe.
///
/// A claim looks at windows of due jobs, takes free lanes, and claims the first jobs of each, to be
/// run one after the other: so a lane with a queue costs one claim for many of its jobs. When a
/// window is full, jobs whose lanes are taken might hide others: then they are parked, invisible to
/// all claims, until the end of their lane's job makes the next one ready. So each blocked job is
/// looked at a few times, however many wait.
final class LaneClaimer {

  private static final int SMALLEST_WINDOW = 100;
  private static final int MOST_PARKED = 5_000;
  private static final int MOST_TURNS = 20;
  private static final int LARGEST_CLAIM = 1_000;

  private final Database database;
  private final LaneRepository lanes = new LaneRepository();
  private final Slots slots;

  LaneClaimer(Database database, Slots slots) {
    this.database = database;
    this.slots = slots;
  }

  /// The result of a claim.
  ///
  /// @param claimed the jobs of each lane in their order
  /// @param full the places of the windows that were full, from 1: there may be more behind them
  /// @param moved whether jobs were claimed or parked, so that another look shows others
  record Round(List<List<Claimed>> claimed, Set<Integer> full, boolean moved) {}

  /// The jobs that a claim may take.
  ///
  /// @param most by kind
  /// @param mostAtStore by kind and store
  /// @param limits of stores with so many places over all nodes, where each job needs one
  private record Choice(
      Map<String, Integer> most,
      Map<String, Map<String, Integer>> mostAtStore,
      Map<String, Integer> limits) {}

  /// Claims due jobs, the earliest first, in a transaction of its own.
  ///
  /// @param open the stores whose jobs are claimed; the empty one for those without
  Round claim(UUID node, List<Wanted> wanted, Set<String> open, Instant now) {
    List<Window> windows =
        wanted.stream()
            .map(
                kind ->
                    new Window(
                        kind.kind(),
                        null,
                        2 * kind.most() + SMALLEST_WINDOW,
                        kind.most(),
                        kind.floor()))
            .toList();
    List<Candidate> due =
        database.jdbi().withHandle(handle -> lanes.candidates(handle, windows, open, now));
    Set<Integer> full = full(due, windows);
    Set<Lane> free = free(due, windows);
    if (free.isEmpty() && full.isEmpty()) {
      return new Round(List.of(), full, false);
    }
    Choice choice = new Choice(new HashMap<>(), new HashMap<>(), Map.of());
    for (Wanted kind : wanted) {
      choice.most.put(kind.kind(), kind.most());
      due.forEach(candidate -> allow(choice, kind.kind(), candidate.store(), kind.most()));
    }
    return claim(node, due, free, full, !full.isEmpty(), choice, now);
  }

  /// Claims due jobs of queues in a transaction of its own. Blocking jobs are parked in any case,
  /// so that their queue is not taken for one that has something to claim.
  ///
  /// @param windows all of them of queues
  /// @param limits of stores with so many places over all nodes, where each job needs one
  Round claim(UUID node, List<Window> windows, Map<String, Integer> limits, Instant now) {
    List<Candidate> due =
        database.jdbi().withHandle(handle -> lanes.candidates(handle, windows, now));
    Set<Integer> full = full(due, windows);
    if (due.isEmpty()) {
      return new Round(List.of(), full, false);
    }
    Choice choice = new Choice(new HashMap<>(), new HashMap<>(), limits);
    for (Window window : windows) {
      String store = window.queue() == null ? "" : window.queue().store();
      choice.most.merge(window.kind(), window.lanes(), Integer::sum);
      allow(choice, window.kind(), store, window.lanes());
    }
    return claim(node, due, free(due, windows), full, true, choice, now);
  }

  private static void allow(Choice choice, String kind, String store, int most) {
    choice.mostAtStore.computeIfAbsent(kind, _ -> new HashMap<>()).merge(store, most, Integer::sum);
  }

  /// Of each window as many free lanes as are wanted.
  private static Set<Lane> free(List<Candidate> due, List<Window> windows) {
    Map<Integer, Integer> used = new HashMap<>();
    Set<Lane> free = new LinkedHashSet<>();
    for (Candidate candidate : due) {
      int most = windows.get(candidate.place() - 1).lanes();
      if (!candidate.taken() && used.merge(candidate.place(), 1, Integer::sum) <= most) {
        free.add(candidate.inLane());
      }
    }
    return free;
  }

  private static Set<Integer> full(List<Candidate> due, List<Window> windows) {
    Map<Integer, Integer> seen = new HashMap<>();
    due.forEach(each -> seen.merge(each.place(), each.jobs(), Integer::sum));
    Set<Integer> full = new HashSet<>();
    seen.forEach(
        (place, jobs) -> {
          if (jobs >= windows.get(place - 1).jobs()) {
            full.add(place);
          }
        });
    return full;
  }

  /// @param parks whether blocking jobs are parked: those whose lanes were taken, and those of the
  ///     lanes taken here
  private Round claim(
      UUID node,
      List<Candidate> due,
      Set<Lane> free,
      Set<Integer> full,
      boolean parks,
      Choice choice,
      Instant now) {
    Set<Lane> closed = new LinkedHashSet<>();
    if (parks) {
      due.stream().filter(Candidate::taken).map(Candidate::inLane).forEach(closed::add);
    }
    return database.relaxed(
        handle -> {
          Slots.Held held = slots.lock(handle, choice.limits, choice.mostAtStore.values());
          List<Lane> taken = free.isEmpty() ? List.of() : lanes.take(handle, node, free);
          List<Wish> wishes = wishes(choice, held, taken.size());
          List<List<Claimed>> claimed =
              taken.isEmpty() ? List.of() : lanes.claim(handle, node, taken, wishes, now);
          held.take(handle, node, claimed.stream().map(List::getFirst).toList());
          int parked = settle(handle, node, taken, closed, claimed, parks, now);
          return new Round(claimed, full, !claimed.isEmpty() || parked > 0);
        });
  }

  /// A place of a store is for one job at a time, and is freed with its end.
  private static List<Wish> wishes(Choice choice, Slots.Held held, int taken) {
    int turns = Math.clamp(LARGEST_CLAIM / Math.max(1, taken), 1, MOST_TURNS);
    Map<String, Integer> places = new HashMap<>();
    choice.limits.keySet().forEach(store -> places.put(store, held.count(store)));
    List<Wish> wishes = new ArrayList<>();
    choice.mostAtStore.forEach(
        (kind, stores) -> {
          int ofKind = choice.most.getOrDefault(kind, 0);
          stores.forEach(
              (store, most) -> {
                Integer left = places.get(store);
                if (left == null) {
                  wishes.add(new Wish(kind, store, most, turns, ofKind));
                } else {
                  int count = Math.min(most, left);
                  places.put(store, left - count);
                  wishes.add(new Wish(kind, store, count, 1, ofKind));
                }
              });
        });
    return wishes;
  }

  /// Frees the lanes that were taken and not used, and parks the jobs that block others; returns
  /// their number.
  private int settle(
      Handle handle,
      UUID node,
      List<Lane> taken,
      Set<Lane> closed,
      List<List<Claimed>> claimed,
      boolean parks,
      Instant now) {
    Set<Lane> unused = new LinkedHashSet<>(taken);
    List<Lane> blocked = new ArrayList<>(closed.isEmpty() ? List.of() : lanes.pin(handle, closed));
    for (List<Claimed> each : claimed) {
      Lane lane = Lane.of(each.getFirst().job());
      unused.remove(lane);
      blocked.add(lane);
    }
    List<UUID> heads = unused.isEmpty() ? List.of() : skip(handle, unused, blocked, now);
    int parked = 0;
    if (parks && !blocked.isEmpty()) {
      parked = lanes.park(handle, blocked, heads, MOST_PARKED, now);
    }
    if (!unused.isEmpty()) {
      lanes.free(handle, node, unused);
    }
    return parked;
  }

  /// Handles lanes whose first job is not for this node or not now. A first job that is ready stays
  /// so, and the others of its lane are blocked by it; one that is parked is made ready, for the
  /// nodes that know its kind. Returns the ready ones.
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
