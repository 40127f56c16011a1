package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.Operation.Status;
import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.batch.RunningOperation.Landing;
import dev.brass.server.batch.RunningOperation.News;
import dev.brass.server.batch.RunningOperation.Stored;
import dev.brass.server.tenant.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One run of a batch: carries out operations for a while, each on a thread of its own, and stores
/// in groups what became of them. For one thread.
///
/// *A crash here* leaves operations pending of which some were carried out; those are carried out
/// again under the same idempotency keys. That one begins which nobody may repeat is on disk
/// before. What ended shortly is stored by another thread while the next ones run, but before
/// anything begins that depends on it.
final class BatchRun {

  /// How long operations are begun, so that a server can stop and other batches get their turn.
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final int MOST_ENDED = 2_000;

  /// How long what ended waits for more of it, so that one commit serves many: as long as others
  /// are under way, and none may depend on it.
  private static final Duration GATHERING = Duration.ofMillis(20);

  private static final int LARGEST_GATHERED = 250;

  /// How many letters the answers of a run may have together that are under way or not stored yet.
  private static final int ANSWERS = 8 * 1024 * 1024;

  private static final int FIRST_GUESS = ANSWERS / 64;
  private static final int SMALLEST_ANSWER = ANSWERS / 1_000;
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Runner runner;
  private final RunStore ledger;
  private final int atOnce;
  private final long begun = System.nanoTime();

  private final Map<Integer, RunningOperation> flying = new HashMap<>();
  private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final List<Ended> ended = new ArrayList<>();

  private final PendingQueue lineup;
  private final OperationThreads crew;

  private OperationBatch batch;
  private @Nullable Integer stoppedBy;
  private boolean storing;

  /// When the first of what ended and is not stored did.
  private long endedSince;

  /// Whether something may depend on what ended and is not stored, or nobody could find out anew
  /// how it ended.
  private boolean urgent;

  private long notBefore = begun;

  /// Whether so much time went by that the batch may have been cancelled meanwhile.
  private boolean stale;

  /// How large answers are in this run: a guess at first, then the largest of the latest ones.
  private int answerSize = FIRST_GUESS;
  private long lastLook = begun;

  /// Carries one operation out.
  interface Runner {
    Landing carryOut(OperationBatch batch, Waiting operation, Caller caller);

    Duration timeout();
  }

  BatchRun(OperationBatch batch, Caller caller, Runner runner, RunStore ledger, int concurrency) {
    this.batch = batch;
    this.runner = runner;
    this.ledger = ledger;
    this.atOnce = batch.parallel() ? concurrency : 1;
    this.lineup = new PendingQueue(ledger, batch.floor());
    this.crew =
        new OperationThreads(operation -> runner.carryOut(batch, operation, caller), news::add);
  }

  /// Carries operations out until the run's time is over, none is left, or the batch is called off.
  ///
  /// @return how long to wait until the next run
  /// @throws RunStore.Lost when the batch is another run's
  Duration go() throws InterruptedException {
    try {
      begin();
      while (!flying.isEmpty() || !ended.isEmpty() || storing) {
        collect();
        begin();
        store();
      }
    } finally {
      flying.values().forEach(flight -> flight.member().dismiss());
      crew.close();
    }
    if (mayBegin()) {
      // Nothing can begin before the first of those that wait for their next try.
      return lineup.untilRetry(ledger.now());
    }
    long left = notBefore - System.nanoTime();
    return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
  }

  OperationBatch batch() {
    return batch;
  }

  private boolean mayBegin() {
    long now = System.nanoTime();
    return stoppedBy == null
        && ended.size() < MOST_ENDED
        && ended.stream().mapToLong(Ended::size).sum() < ANSWERS
        && !batch.isCalledOff()
        && now - begun < LONGEST.toNanos()
        && now - notBefore >= 0;
  }

  private void begin() throws InterruptedException {
    if (stale && mayBegin()) {
      batch = ledger.now(batch);
      stale = false;
    }
    if (!mayBegin()) {
      return;
    }
    List<Waiting> ready = new ArrayList<>();
    boolean more;
    do {
      more = lineup.fetch(batch);
      choose(ready);
    } while (more && stoppedBy == null && flying.size() + ready.size() < atOnce());
    takeOff(ready);
  }

  /// Takes what may begin from those that wait, and ends what never may. One after the other also
  /// means that nothing overtakes what waits for its next try.
  private void choose(List<Waiting> ready) {
    Instant now = ledger.now();
    Iterator<Waiting> candidates = lineup.candidates();
    while (flying.size() + ready.size() < atOnce() && stoppedBy == null && candidates.hasNext()) {
      Waiting operation = candidates.next();
      boolean early = operation.isBefore(now);
      Boolean allowed = early ? null : lineup.allowed(operation);
      if (allowed == null && !batch.parallel()) {
        return;
      }
      if (allowed != null) {
        candidates.remove();
        if (allowed) {
          ready.add(operation);
        } else {
          end(lineup.dependencyFailed(operation));
        }
      }
    }
  }

  /// As many at once as their answers leave room for.
  private int atOnce() {
    return Math.clamp(ANSWERS / answerSize, 1, atOnce);
  }

  private void takeOff(List<Waiting> ready) throws InterruptedException {
    List<Waiting> once = ready.stream().filter(o -> o.repetition() == RetrySafety.NEVER).toList();
    if (!once.isEmpty()) {
      if (!batch.parallel()) {
        flush();
      }
      ledger.begin(batch, once.stream().map(Waiting::position).toList(), true);
    }
    for (Waiting operation : ready) {
      flying.put(
          operation.position(),
          new RunningOperation(
              operation,
              crew.begin(operation),
              System.nanoTime(),
              operation.repetition() == RetrySafety.NEVER));
    }
  }

  /// Waits for operations to end, a moment at most.
  private void collect() throws InterruptedException {
    boolean idle = storing || ended.isEmpty();
    long wait = idle ? TICK.toNanos() : untilStored();
    hear(wait > 0 ? news.poll(wait, TimeUnit.NANOSECONDS) : news.poll());
    long now = System.nanoTime();
    if (now - lastLook >= TICK.toNanos()) {
      lastLook = now;
      look(now);
    }
  }

  /// Takes note of what the threads say.
  private void hear(@Nullable News first) {
    List<News> all = new ArrayList<>();
    if (first != null) {
      all.add(first);
      news.drainTo(all);
    }
    for (News each : all) {
      switch (each) {
        case Landing landing -> land(landing);
        case Stored stored -> stored(stored);
      }
    }
  }

  private void land(Landing landing) {
    RunningOperation flight = flying.remove(landing.operation().position());
    if (flight == null) {
      return;
    }
    crew.rest(flight.member());
    stale |= flight.isTold();
    if (landing.ended() != null) {
      end(landing.ended());
      urgent |= landing.operation().repetition() == RetrySafety.NEVER;
      return;
    }
    if (landing.again() != null) {
      Instant at = ledger.now().plus(landing.again());
      ledger.tried(batch, landing.operation().position(), at);
      lineup.putBack(landing.operation().failed(at));
      return;
    }
    Duration wait = Objects.requireNonNull(landing.tooSoon());
    Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    notBefore = Math.max(notBefore, System.nanoTime() + bounded.toNanos());
    lineup.putBack(landing.operation());
  }

  /// What is to be seen from time to time: operations that take long are told to be under way, and
  /// given up in the end, and a batch may be cancelled.
  private void look(long now) {
    List<Integer> slow = new ArrayList<>();
    for (RunningOperation flight : List.copyOf(flying.values())) {
      int position = flight.operation().position();
      if (flight.isOlderThan(runner.timeout(), now)) {
        flying.remove(position);
        flight.member().dismiss();
        end(
            new Ended(
                position,
                Status.TIMED_OUT,
                null,
                null,
                new Operation.Failure(
                    Reason.TIMED_OUT,
                    "It took longer than "
                        + runner.timeout()
                        + "; whether it was carried out is not known.")));
      } else if (!flight.isTold() && flight.isOlderThan(TICK, now)) {
        flight.tell();
        slow.add(position);
      }
    }
    if (!slow.isEmpty()) {
      batch = ledger.begin(batch, slow, false);
    }
  }

  private void end(Ended end) {
    if (ended.isEmpty()) {
      endedSince = System.nanoTime();
      urgent = false;
    }
    ended.add(end);
    answerSize = Math.max(Math.max(end.size(), SMALLEST_ANSWER), answerSize / 8 * 7);
    urgent |= lineup.isNamed(end);
    if (batch.stopOnError() && !end.isSuccess() && stoppedBy == null) {
      stoppedBy = end.position();
    }
  }

  /// How long what ended may still wait for more of it, in nanoseconds.
  private long untilStored() {
    boolean more = !flying.isEmpty() && ended.size() < LARGEST_GATHERED;
    return more && !urgent && stoppedBy == null
        ? endedSince + GATHERING.toNanos() - System.nanoTime()
        : 0;
  }

  /// Has what ended stored by another thread when it is time, unless one is at it: then it is the
  /// next group.
  private void store() {
    if (!storing && !ended.isEmpty() && untilStored() <= 0) {
      storeNow();
    }
  }

  private void storeNow() {
    storing = true;
    List<Ended> group = List.copyOf(ended);
    ended.clear();
    int floor = floor();
    OperationBatch before = batch;
    Integer culprit = stoppedBy;
    Thread.ofVirtual()
        .name("store operations")
        .start(() -> news.add(stored(before, group, floor, culprit)));
  }

  private Stored stored(
      OperationBatch before, List<Ended> group, int floor, @Nullable Integer culprit) {
    try {
      return new Stored(group, ledger.end(before, group, floor, culprit), null);
    } catch (RuntimeException e) {
      return new Stored(group, null, e);
    }
  }

  private void stored(Stored stored) {
    storing = false;
    if (stored.batch() == null) {
      throw Objects.requireNonNull(stored.failure());
    }
    batch = stored.batch();
    lineup.stored(stored.ended());
  }

  /// Stores all that has ended before it returns.
  private void flush() throws InterruptedException {
    while (storing || !ended.isEmpty()) {
      if (storing) {
        hear(news.take());
      } else {
        storeNow();
      }
    }
  }

  /// Every operation before it has ended, once what ended is stored.
  private int floor() {
    int floor = lineup.floor();
    for (Integer position : flying.keySet()) {
      floor = Math.min(floor, position);
    }
    return floor;
  }
}
