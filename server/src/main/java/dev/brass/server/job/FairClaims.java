package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.LaneRepository.Window;
import dev.brass.server.job.TurnRepository.Wish;
import dev.brass.server.job.Turns.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The claims of kinds whose due jobs cannot all run at once, or not at every store: places go to
/// classes by weight and to shares in turn ([Turns]), stores that are closed or full are left out,
/// and where a store has a limit over all nodes each job takes one slot ([Slots]). For one thread.
final class FairClaims {

  private static final int LARGEST_CLAIM = 500;

  /// The number of jobs, beside the wanted ones, that are read in a queue of lanes.
  private static final int WINDOW = 20;

  private final Database database;
  private final LaneClaimer lanes;
  private final Slots slots;
  private final TurnRepository repository = new TurnRepository();

  FairClaims(Database database, LaneClaimer lanes, Slots slots) {
    this.database = database;
    this.lanes = lanes;
    this.slots = slots;
  }

  /// A kind and its backlog.
  record Waiting(KindLimit limit, Backlog backlog) {

    String kind() {
      return limit.kind().name();
    }
  }

  /// The result of a claim.
  ///
  /// @param claimed the jobs of each lane in their order, and those without a lane alone
  /// @param more whether more may be due that could be claimed
  record Round(List<List<Claimed>> claimed, boolean more) {}

  /// A queue's turn, and its result.
  private static final class Try {
    private final Waiting waiting;
    private final Turn turn;
    private int begun;
    private Instant first = Instant.MAX;

    Try(Waiting waiting, Turn turn) {
      this.waiting = waiting;
      this.turn = turn;
    }

    void begun(Claimed claimed) {
      begun++;
      first = claimed.dueAt().isBefore(first) ? claimed.dueAt() : first;
    }

    void ended(Instant now) {
      boolean hasFloor = begun > 0 && !turn.queue().inLanes();
      waiting.backlog().turns().had(turn, begun, hasFloor ? first : null, now);
    }

    /// Ends one whose queue may have more, although not all places were used.
    void cutShort() {
      waiting.backlog().turns().had(turn, begun);
    }
  }

  private record Name(String kind, Queue queue) {}

  /// Claims once for each of these kinds.
  Round claim(UUID node, List<Waiting> kinds, StoresNow stores, Instant now) {
    Map<Name, Try> free = new LinkedHashMap<>();
    Map<Name, Try> freeInLanes = new LinkedHashMap<>();
    Map<Name, Try> limited = new LinkedHashMap<>();
    Map<Name, Try> limitedInLanes = new LinkedHashMap<>();
    for (Waiting each : kinds) {
      each.backlog().look(database, stores.open(), now);
      Room room = each.limit().room(stores);
      int most = Math.min(room.free(), LARGEST_CLAIM);
      for (Turn turn : each.backlog().turns().plan(most, room, now)) {
        Queue queue = turn.queue();
        boolean isLimited = each.limit().kind().takesSlot() && stores.isLimited(queue.store());
        (isLimited
                ? queue.inLanes() ? limitedInLanes : limited
                : queue.inLanes() ? freeInLanes : free)
            .put(new Name(each.kind(), queue), new Try(each, turn));
      }
    }
    List<List<Claimed>> claimed = new ArrayList<>();
    if (!free.isEmpty()) {
      claimed.addAll(alone(claim(node, free, now)));
    }
    if (!limited.isEmpty()) {
      claimed.addAll(alone(claim(node, limited, stores.limits(), now)));
    }
    if (!freeInLanes.isEmpty()) {
      claimed.addAll(claimLanes(node, freeInLanes, Map.of(), now));
    }
    if (!limitedInLanes.isEmpty()) {
      claimed.addAll(claimLanes(node, limitedInLanes, stores.limits(), now));
    }
    Set<String> fruitful = new HashSet<>();
    claimed.forEach(each -> fruitful.add(each.getFirst().job().kind()));
    kinds.stream()
        .filter(each -> !fruitful.contains(each.kind()))
        .forEach(each -> each.backlog().inVain());
    boolean more =
        !(free.isEmpty() && limited.isEmpty() && freeInLanes.isEmpty() && limitedInLanes.isEmpty());
    return new Round(claimed, more);
  }

  private static List<List<Claimed>> alone(List<Claimed> claimed) {
    return claimed.stream().map(List::of).toList();
  }

  private List<Claimed> claim(UUID node, Map<Name, Try> tries, Instant now) {
    List<Wish> wishes =
        tries.values().stream().map(each -> new Wish(each.waiting.kind(), each.turn)).toList();
    List<Claimed> claimed =
        database.jdbi().withHandle(handle -> repository.claim(handle, node, wishes, now));
    count(tries, claimed);
    tries.values().forEach(each -> each.ended(now));
    return claimed;
  }

  /// Claims as many jobs as there are places.
  private List<Claimed> claim(
      UUID node, Map<Name, Try> tries, Map<String, Integer> limits, Instant now) {
    Map<Name, Integer> cut = new HashMap<>();
    List<Claimed> claimed =
        database.relaxed(handle -> claim(handle, node, tries, limits, cut, now));
    count(tries, claimed);
    tries.forEach(
        (name, each) -> {
          int most = cut.getOrDefault(name, 0);
          if (most < each.turn.most() && each.begun == most) {
            each.cutShort();
          } else {
            each.ended(now);
          }
        });
    return claimed;
  }

  private List<Claimed> claim(
      Handle handle,
      UUID node,
      Map<Name, Try> tries,
      Map<String, Integer> limits,
      Map<Name, Integer> cut,
      Instant now) {
    Map<String, Integer> wanted = new HashMap<>();
    tries.forEach(
        (name, each) -> wanted.merge(name.queue().store(), each.turn.most(), Integer::sum));
    Slots.Held held = slots.lock(handle, limits, List.of(wanted));
    Map<String, Integer> left = new HashMap<>();
    List<Wish> wishes = new ArrayList<>();
    tries.forEach(
        (name, each) -> {
          String store = name.queue().store();
          int places = left.getOrDefault(store, held.count(store));
          int most = Math.min(places, each.turn.most());
          left.put(store, places - most);
          if (most > 0) {
            cut.put(name, most);
            wishes.add(new Wish(name.kind(), new Turn(name.queue(), most, each.turn.floor())));
          }
        });
    List<Claimed> claimed =
        wishes.isEmpty() ? List.of() : repository.claim(handle, node, wishes, now);
    held.take(handle, node, claimed);
    return claimed;
  }

  private static void count(Map<Name, Try> tries, List<Claimed> claimed) {
    for (Claimed each : claimed) {
      Try of = tries.get(new Name(each.job().kind(), each.queue()));
      if (of != null) {
        of.begun(each);
      }
    }
  }

  private List<List<Claimed>> claimLanes(
      UUID node, Map<Name, Try> tries, Map<String, Integer> limits, Instant now) {
    List<Try> order = List.copyOf(tries.values());
    List<Window> windows =
        order.stream()
            .map(
                each ->
                    new Window(
                        each.waiting.kind(),
                        each.turn.queue(),
                        2 * each.turn.most() + WINDOW,
                        each.turn.most(),
                        Instant.EPOCH))
            .toList();
    LaneClaimer.Round round = lanes.claim(node, windows, limits, now);
    count(tries, round.claimed().stream().map(List::getFirst).toList());
    for (int i = 0; i < order.size(); i++) {
      Try each = order.get(i);
      boolean hasMore = round.full().contains(i + 1) && round.moved();
      boolean isFull = limits.containsKey(each.turn.queue().store()) && isTaken(each);
      if (each.begun < each.turn.most() && (hasMore || isFull)) {
        each.cutShort();
      } else {
        each.ended(now);
      }
    }
    return round.claimed();
  }

  private boolean isTaken(Try each) {
    return slots.taken().contains(each.turn.queue().store());
  }
}
