package dev.brass.server.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The shares of a class that are believed to have due jobs of a kind, and which of them is next:
/// the one that was served least (start-time fair queueing). For one thread.
///
/// Each share has a time of its own, which advances with every place that it gets; the clock is the
/// time of the share that was served last. One whose jobs have just come, and that was not served
/// while others were, is ahead of them: the few jobs of a small customer do not wait for a round of
/// ten thousand others. One that leaves and comes back before the others have had their turn keeps
/// its time.
final class Flow {

  /// The most shares that are remembered; others are found later.
  private static final int MOST_SHARES = 20_000;

  /// The number of jobs to look for in a queue whose length is not known yet.
  private static final int FIRST_LOOK = 8;

  /// The cost of a place in a share's time. A new share comes half a place ahead of the others.
  private static final long PLACE = 2;

  private static final Comparator<Share> ORDER =
      Comparator.<Share>comparingLong(share -> share.time)
          .thenComparingLong(share -> share.sequence);

  private final JobClass jobClass;
  private final Map<UUID, Share> shares = new HashMap<>();
  // The same by store, the next one first.
  private final Map<String, NavigableSet<Share>> byStore = new TreeMap<>();
  // Those of shares without due jobs that are ahead of the clock.
  private final Map<UUID, Long> times = new HashMap<>();
  private long clock;
  private long sequence;

  /// The credit of the class from its unused turns among the classes.
  long credit;

  Flow(JobClass jobClass) {
    this.jobClass = jobClass;
  }

  /// The state of a queue: how many of its jobs the next look is for, where that begins, and when
  /// it was its turn among the queues of its share.
  static final class Known {
    int look = FIRST_LOOK;
    Instant floor = Instant.EPOCH;
    Instant floorUntil = Instant.EPOCH;
    private long served;
  }

  /// A share with its queues.
  static final class Share {
    private final UUID id;
    private final Map<Queue, Known> queues = new LinkedHashMap<>();
    private long time;
    private long sequence;

    private Share(UUID id) {
      this.id = id;
    }
  }

  JobClass jobClass() {
    return jobClass;
  }

  int size() {
    return shares.size();
  }

  /// Notes that a queue has due jobs; whether that is news.
  ///
  /// @param isNew whether they have just come
  boolean add(Queue queue, boolean isNew) {
    Share share = shares.get(queue.share());
    if (share == null) {
      if (shares.size() >= MOST_SHARES) {
        return false;
      }
      share = new Share(queue.share());
      Long before = times.remove(share.id);
      long now = isNew ? clock - 1 : clock;
      share.time = before == null ? now : Math.max(now, before);
      share.sequence = ++sequence;
      shares.put(share.id, share);
    }
    if (share.queues.putIfAbsent(queue, new Known()) != null) {
      return false;
    }
    byStore.computeIfAbsent(queue.store(), _ -> new TreeSet<>(ORDER)).add(share);
    return true;
  }

  @Nullable Known known(Queue queue) {
    Share share = shares.get(queue.share());
    return share == null ? null : share.queues.get(queue);
  }

  /// The share that gets the next place; null when none can get one.
  @Nullable Share next(Room room) {
    Share next = null;
    for (Map.Entry<String, NavigableSet<Share>> entry : byStore.entrySet()) {
      if (!entry.getValue().isEmpty() && room.has(entry.getKey())) {
        Share first = entry.getValue().first();
        next = next == null || ORDER.compare(first, next) < 0 ? first : next;
      }
    }
    return next;
  }

  /// Takes a share out of the order, until it is linked again.
  void unlink(Share share) {
    share.queues.keySet().forEach(queue -> order(queue.store()).remove(share));
  }

  void link(Share share) {
    share.queues.keySet().forEach(queue -> order(queue.store()).add(share));
  }

  private NavigableSet<Share> order(String store) {
    NavigableSet<Share> order = byStore.get(store);
    if (order == null) {
      throw new IllegalStateException("No share has ever been at the store " + store);
    }
    return order;
  }

  /// Of an unlinked share's queues, at whatever stores, the one whose turn was longest ago; null
  /// when none can get another place.
  ///
  /// @param places how many its queues have got already
  @Nullable Queue choose(Share share, Room room, Map<Queue, Integer> places) {
    Queue chosen = null;
    Known first = null;
    for (Map.Entry<Queue, Known> entry : share.queues.entrySet()) {
      Known known = entry.getValue();
      if (room.has(entry.getKey().store())
          && places.getOrDefault(entry.getKey(), 0) < known.look
          && (first == null || known.served < first.served)) {
        chosen = entry.getKey();
        first = known;
      }
    }
    if (first != null) {
      first.served = ++sequence;
    }
    return chosen;
  }

  /// Gives an unlinked share a place, and links it again.
  void serve(Share share) {
    clock = Math.max(clock, share.time);
    // A share whose stores were closed for long has no claim to the missed places.
    share.time = Math.max(share.time, clock - 1) + PLACE;
    share.sequence = ++sequence;
    link(share);
  }

  /// Gives a share the time of unused places back.
  void refund(Queue queue, int places) {
    Share share = shares.get(queue.share());
    if (share != null && places > 0) {
      unlink(share);
      share.time -= PLACE * places;
      link(share);
    }
  }

  /// Forgets a queue that has no more due jobs.
  void remove(Queue queue) {
    Share share = shares.get(queue.share());
    if (share == null) {
      return;
    }
    unlink(share);
    share.queues.remove(queue);
    link(share);
    if (share.queues.isEmpty()) {
      shares.remove(share.id);
      if (share.time > clock) {
        times.put(share.id, share.time);
      }
      if (times.size() > MOST_SHARES) {
        times.values().removeIf(time -> time <= clock);
      }
    }
  }
}
