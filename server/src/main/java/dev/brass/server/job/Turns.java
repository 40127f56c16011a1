package dev.brass.server.job;

import dev.brass.server.job.Flow.Known;
import dev.brass.server.job.Flow.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The order of turns among the queues of one kind that are believed to have due jobs: places are
/// divided by class first, by weight, and then go to the shares of each class one by one ([Flow]),
/// whatever the order in which jobs came. For one thread.
final class Turns {

  private static final int LONGEST_LOOK = 1_000;

  /// A job may become visible below the floor: its transaction committed late, or its node died. It
  /// is found when the queue is looked at from its beginning, at least this often.
  private static final Duration LONGEST_FLOOR = Duration.ofMillis(250);

  private final Map<JobClass, Flow> flows = new EnumMap<>(JobClass.class);

  Turns() {
    for (JobClass each : JobClass.values()) {
      flows.put(each, new Flow(each));
    }
  }

  /// A queue that gets places now.
  ///
  /// @param most how many of its jobs may be begun
  /// @param floor jobs that were due before are skipped; normally there are none, only the remains
  ///     of deleted rows and running jobs, which cost time to pass over
  record Turn(Queue queue, int most, Instant floor) {

    boolean fromBeginning() {
      return floor.equals(Instant.EPOCH);
    }
  }

  /// Notes that a queue has due jobs; whether that is news.
  ///
  /// @param isNew whether they have just come
  boolean add(Queue queue, boolean isNew) {
    return flow(queue).add(queue, isNew);
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /// The number of shares that are believed to have due jobs.
  int size() {
    return flows.values().stream().mapToInt(Flow::size).sum();
  }

  /// Divides places.
  ///
  /// @param most how many at most
  List<Turn> plan(int most, Room room, Instant now) {
    Map<Queue, Integer> places = new LinkedHashMap<>();
    Map<Flow, List<Share>> aside = new HashMap<>();
    for (int left = most; left > 0; ) {
      Flow flow = next(room);
      Share share = flow == null ? null : flow.next(room);
      if (flow == null || share == null) {
        break;
      }
      flow.unlink(share);
      Queue queue = flow.choose(share, room, places);
      if (queue == null) {
        // It can get no more in this plan.
        aside.computeIfAbsent(flow, _ -> new ArrayList<>()).add(share);
      } else {
        flow.serve(share);
        room.take(queue.store());
        places.merge(queue, 1, Integer::sum);
        left--;
      }
    }
    aside.forEach((flow, shares) -> shares.forEach(flow::link));
    List<Turn> turns = new ArrayList<>(places.size());
    places.forEach((queue, count) -> turns.add(turn(queue, count, now)));
    return turns;
  }

  /// The class whose turn it is: each gets credit by its weight, and the one with most pays.
  private @Nullable Flow next(Room room) {
    Flow next = null;
    long all = 0;
    for (Flow flow : flows.values()) {
      if (flow.size() > 0 && flow.next(room) != null) {
        flow.credit += flow.jobClass().weight();
        all += flow.jobClass().weight();
        next = next == null || flow.credit > next.credit ? flow : next;
      }
    }
    if (next != null) {
      next.credit -= all;
    }
    return next;
  }

  private Turn turn(Queue queue, int count, Instant now) {
    Known known = flow(queue).known(queue);
    Instant floor = known != null && now.isBefore(known.floorUntil) ? known.floor : Instant.EPOCH;
    return new Turn(queue, count, floor);
  }

  /// Notes the result of a turn.
  ///
  /// @param begun how many places were used
  /// @param first when the first of the jobs that were begun was due, where the next look may
  ///     begin; null for the beginning
  void had(Turn turn, int begun, @Nullable Instant first, Instant now) {
    Flow flow = flow(turn.queue());
    Known known = flow.known(turn.queue());
    if (known == null) {
      return;
    }
    flow.refund(turn.queue(), turn.most() - begun);
    if (begun < turn.most()) {
      known.floor = Instant.EPOCH;
      known.floorUntil = Instant.EPOCH;
      if (turn.fromBeginning()) {
        flow.remove(turn.queue());
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
    flow(turn.queue()).refund(turn.queue(), turn.most() - begun);
  }

  private Flow flow(Queue queue) {
    Flow flow = flows.get(queue.jobClass());
    if (flow == null) {
      throw new IllegalStateException("There is no class " + queue.jobClass());
    }
    return flow;
  }
}
