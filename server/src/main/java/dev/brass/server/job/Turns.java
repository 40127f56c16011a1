package dev.brass.server.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose turn it is among the queues of one kind that are believed to have due jobs: places are
/// divided by class first, by weight, and then go to the shares of each class one by one, whatever
/// the order in which jobs came. For one thread.
///
/// Within a class the share that was served least is next (start-time fair queueing): each has a
/// time of its own that goes on with every place that it gets. One that comes anew, so that it was
/// not served while others were, is next at once; the few jobs of a small customer do not wait for
// a
/// round of ten thousand others. One that leaves and comes back before the others have had their
// turn
/// keeps its time.
final class Turns {

  /// The most shares that are remembered; others are found later.
  private static final int MOST_SHARES = 20_000;

  /// How many jobs are looked for in a queue of which it is not known yet how long it is.
  private static final int FIRST_LOOK = 8;

  private static final int LONGEST_LOOK = 1_000;

  /// What a place costs in a share's time. One comes anew half a place ahead of the others.
  private static final long PLACE = 2;

  /// A job may become visible below the floor: its transaction committed late, or its node died. It
  /// is found when the queue is looked at from its beginning, at least this often.
  private static final Duration LONGEST_FLOOR = Duration.ofMillis(250);

  private final Map<JobClass, Flow> flows = new EnumMap<>(JobClass.class);
  private long sequence;

  Turns() {
    for (JobClass each : JobClass.values()) {
      flows.put(each, new Flow(each));
    }
  }

  /// A queue that gets places now.
  ///
  /// @param most how many of its jobs may be begun
  /// @param floor jobs that were due before are not looked for; normally there are none, only the
  ///     remains of deleted rows and jobs that run, which cost time to pass over
  record Turn(Queue queue, int most, Instant floor) {

    boolean fromBeginning() {
      return floor.equals(Instant.EPOCH);
    }
  }

  /// A queue's part of the memory: how many of its jobs the next look is for, and where it begins.
  private static final class Known {
    private int look = FIRST_LOOK;
    private Instant floor = Instant.EPOCH;
    private Instant floorUntil = Instant.EPOCH;
  }

  private static final class Share {
    private final UUID id;
    private long time;
    private long sequence;
    private final Map<Queue, Known> queues = new LinkedHashMap<>();
    private boolean lanesNext;

    Share(UUID id) {
      this.id = id;
    }
  }

  /// The shares of a class.
  private final class Flow {
    private final JobClass jobClass;
    private final Map<UUID, Share> shares = new HashMap<>();
    // The same by store, the next one first.
    private final Map<String, TreeSet<Share>> byStore = new TreeMap<>();
    // Of shares without due jobs, as long as it is not over.
    private final Map<UUID, Long> times = new HashMap<>();
    private long clock;
    private long credit;

    Flow(JobClass jobClass) {
      this.jobClass = jobClass;
    }

    boolean add(Queue queue) {
      Share share = shares.get(queue.share());
      if (share == null) {
        if (shares.size() >= MOST_SHARES) {
          return false;
        }
        share = new Share(queue.share());
        share.time = Math.max(clock - 1, times.getOrDefault(share.id, Long.MIN_VALUE));
        share.sequence = sequence++;
        times.remove(share.id);
        shares.put(share.id, share);
      }
      if (share.queues.putIfAbsent(queue, new Known()) != null) {
        return false;
      }
      byStore
          .computeIfAbsent(
              queue.store(),
              _ ->
                  new TreeSet<>(
                      Comparator.<Share>comparingLong(s -> s.time)
                          .thenComparingLong(s -> s.sequence)))
          .add(share);
      return true;
    }

    /// The store at which the next share gets a place; null when no share can get one.
    @Nullable String nextStore(Room room) {
      String best = null;
      Share first = null;
      for (Map.Entry<String, TreeSet<Share>> entry : byStore.entrySet()) {
        if (!entry.getValue().isEmpty() && room.has(entry.getKey())) {
          Share candidate = entry.getValue().first();
          if (first == null
              || candidate.time < first.time
              || (candidate.time == first.time && candidate.sequence < first.sequence)) {
            first = candidate;
            best = entry.getKey();
          }
        }
      }
      return best;
    }

    void unlink(Share share) {
      share.queues.keySet().forEach(queue -> stand(queue.store()).remove(share));
    }

    void link(Share share) {
      share.queues.keySet().forEach(queue -> stand(queue.store()).add(share));
    }

    private TreeSet<Share> stand(String store) {
      TreeSet<Share> stand = byStore.get(store);
      if (stand == null) {
        throw new IllegalStateException("No share has ever been at the store " + store);
      }
      return stand;
    }

    void remove(Queue queue) {
      Share share = shares.get(queue.share());
      if (share == null) {
        return;
      }
      unlink(share);
      share.queues.remove(queue);
      if (share.queues.isEmpty()) {
        shares.remove(share.id);
        if (share.time > clock) {
          times.put(share.id, share.time);
        }
        if (times.size() > MOST_SHARES) {
          times.values().removeIf(time -> time <= clock);
        }
      } else {
        link(share);
      }
    }
  }

  /// Notes that a queue has due jobs; whether that is news.
  boolean add(Queue queue) {
    return flow(queue).add(queue);
  }

  boolean isEmpty() {
    return flows.values().stream().allMatch(flow -> flow.shares.isEmpty());
  }

  /// How many shares are believed to have due jobs.
  int size() {
    return flows.values().stream().mapToInt(flow -> flow.shares.size()).sum();
  }

  /// Divides places.
  ///
  /// @param most how many at most
  List<Turn> plan(int most, Room room, Instant now) {
    Map<Queue, Integer> places = new LinkedHashMap<>();
    // Shares that can get no more of this store in this plan.
    Map<Flow, List<Aside>> aside = new HashMap<>();
    for (int left = most; left > 0; ) {
      Flow flow = nextFlow(room);
      if (flow == null) {
        break;
      }
      left -= serve(flow, room, places, aside.computeIfAbsent(flow, _ -> new ArrayList<>()));
    }
    aside.forEach((flow, all) -> all.forEach(each -> flow.stand(each.store).add(each.share)));
    List<Turn> turns = new ArrayList<>(places.size());
    places.forEach((queue, count) -> turns.add(turn(queue, count, now)));
    return turns;
  }

  private record Aside(Share share, String store) {}

  /// The class whose turn it is: each gets credit by its weight, and the one with most pays.
  private @Nullable Flow nextFlow(Room room) {
    Flow next = null;
    long all = 0;
    for (Flow flow : flows.values()) {
      if (!flow.shares.isEmpty() && flow.nextStore(room) != null) {
        flow.credit += flow.jobClass.weight();
        all += flow.jobClass.weight();
        if (next == null || flow.credit > next.credit) {
          next = flow;
        }
      }
    }
    if (next != null) {
      next.credit -= all;
    }
    return next;
  }

  /// Gives the next share of a class a place; gives the number of places given, 0 or 1.
  private int serve(Flow flow, Room room, Map<Queue, Integer> places, List<Aside> aside) {
    String store = flow.nextStore(room);
    if (store == null) {
      return 0;
    }
    Share share = flow.stand(store).first();
    Queue queue = choose(share, store, places);
    if (queue == null) {
      flow.stand(store).remove(share);
      aside.add(new Aside(share, store));
      return 0;
    }
    List<Aside> apart = aside.stream().filter(each -> each.share == share).toList();
    flow.unlink(share);
    flow.clock = Math.max(flow.clock, share.time);
    // One whose stores were closed for long has no claim to all that it missed.
    share.time = Math.max(share.time, flow.clock - 1) + PLACE;
    share.sequence = sequence++;
    flow.link(share);
    apart.forEach(each -> flow.stand(each.store).remove(share));
    room.take(store);
    places.merge(queue, 1, Integer::sum);
    return 1;
  }

  /// Of a share's jobs at a store, those with and without lanes take turns.
  private static @Nullable Queue choose(Share share, String store, Map<Queue, Integer> places) {
    Queue chosen = null;
    for (Map.Entry<Queue, Known> entry : share.queues.entrySet()) {
      Queue queue = entry.getKey();
      if (queue.store().equals(store)
          && places.getOrDefault(queue, 0) < entry.getValue().look
          && (chosen == null || queue.inLanes() == share.lanesNext)) {
        chosen = queue;
      }
    }
    if (chosen != null) {
      share.lanesNext = !chosen.inLanes();
    }
    return chosen;
  }

  private Turn turn(Queue queue, int count, Instant now) {
    Known known = known(queue);
    if (known == null || !now.isBefore(known.floorUntil)) {
      return new Turn(queue, count, Instant.EPOCH);
    }
    return new Turn(queue, count, known.floor);
  }

  /// Notes what a turn has brought.
  ///
  /// @param first when the first of the jobs that were begun was due; null when there was none
  /// @param begun how many places were used
  void had(Turn turn, int begun, @Nullable Instant first, Instant now) {
    Known known = known(turn.queue());
    Share share = flow(turn.queue()).shares.get(turn.queue().share());
    if (known == null || share == null) {
      return;
    }
    refund(turn, share, begun);
    if (begun < turn.most()) {
      known.floor = Instant.EPOCH;
      known.floorUntil = Instant.EPOCH;
      if (turn.fromBeginning()) {
        flow(turn.queue()).remove(turn.queue());
      }
      return;
    }
    known.look = Math.min(LONGEST_LOOK, 2 * known.look);
    if (turn.fromBeginning()) {
      known.floorUntil = now.plus(LONGEST_FLOOR);
    }
    known.floor = first == null ? Instant.EPOCH : first;
  }

  /// Notes a turn whose queue has more, although not all places were used.
  void had(Turn turn, int begun) {
    Share share = flow(turn.queue()).shares.get(turn.queue().share());
    if (share != null) {
      refund(turn, share, begun);
    }
  }

  private void refund(Turn turn, Share share, int begun) {
    Flow flow = flow(turn.queue());
    flow.unlink(share);
    share.time -= PLACE * (turn.most() - begun);
    flow.link(share);
  }

  private Flow flow(Queue queue) {
    Flow flow = flows.get(queue.jobClass());
    if (flow == null) {
      throw new IllegalStateException("There is no class " + queue.jobClass());
    }
    return flow;
  }

  private @Nullable Known known(Queue queue) {
    Share share = flow(queue).shares.get(queue.share());
    return share == null ? null : share.queues.get(queue);
  }
}
