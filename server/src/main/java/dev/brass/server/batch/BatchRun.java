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

/// One run of a batch: carries out operations for a limited time, each on its own thread, and
/// stores their results in groups. Used by one thread.
///
/// *A crash here* leaves operations pending that may have been carried out; they are carried out
/// again under the same idempotency keys. The start of an operation that must not be repeated is on
/// disk before it begins. Results are stored by another thread while the next operations run, but
/// before any dependent operation begins.
final class BatchRun {

  /// The time during which operations are begun, so that a server can stop and other batches get
  /// their turn.
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final int MOST_ENDED = 2_000;

  /// How long results wait for more, so that one commit serves many: as long as other operations
  /// run, and none may depend on the results.
  private static final Duration GATHERING = Duration.ofMillis(20);

  private static final int LARGEST_GATHERED = 250;

  /// The most characters of answers of one run that are expected or not stored yet.
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

  /// The time at which the first unstored result arrived.
  private long endedSince;

  /// Whether another operation may depend on an unstored result, or the result could not be found
  /// out again.
  private boolean urgent;

  private long notBefore = begun;

  /// Whether enough time has passed to check for a cancellation of the batch.
  private boolean stale;

  /// The expected size of an answer in this run: a guess at first, then the largest of the recent
  /// ones.
  private int answerSize = FIRST_GUESS;
  private long lastLook = begun;

  /// Carries out one operation.
  interface Runner {
    Landing carryOut(OperationBatch batch, Waiting operation, Caller caller);

    Duration timeout();
  }

  BatchRun(OperationBatch batch, Caller caller, Runner runner, RunStore ledger, int concurrency) {
    this.batch = batch;
    this.runner = runner;
    this.ledger = ledger;
    this.atOnce = batch.request().parallel() ? concurrency : 1;
    this.lineup = new PendingQueue(ledger, batch.progress().floor());
    this.crew =
        new OperationThreads(operation -> runner.carryOut(batch, operation, caller), news::add);
  }

  /// Carries out operations until the run's time is over, none is left, or the batch is cancelled.
  ///
  /// @return delay before the next run
  /// @throws RunStore.Lost when another run has taken over the batch
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
      // Nothing can begin before the first of the operations that wait for a retry.
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

  /// Starts the waiting operations that may begin, and ends those that never can. In an ordered
  /// batch nothing overtakes an operation that waits for a retry.
  private void choose(List<Waiting> ready) {
    Instant now = ledger.now();
    Iterator<Waiting> candidates = lineup.candidates();
    while (flying.size() + ready.size() < atOnce() && stoppedBy == null && candidates.hasNext()) {
      Waiting operation = candidates.next();
      boolean early = operation.isBefore(now);
      Boolean allowed = early ? null : lineup.allowed(operation);
      if (allowed == null && !batch.request().parallel()) {
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

  /// As many at once as the expected size of their answers allows.
  private int atOnce() {
    return Math.clamp(ANSWERS / answerSize, 1, atOnce);
  }

  private void takeOff(List<Waiting> ready) throws InterruptedException {
    List<Waiting> once = ready.stream().filter(o -> o.repetition() == RetrySafety.NEVER).toList();
    if (!once.isEmpty()) {
      if (!batch.request().parallel()) {
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

  /// Waits a short time for operations to end.
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

  /// Processes the reports of the threads.
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

  /// Checks that are made at intervals: long operations are recorded as running and time out in the
  /// end, and the batch may have been cancelled.
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
    if (batch.request().stopOnError() && !end.isSuccess() && stoppedBy == null) {
      stoppedBy = end.position();
    }
  }

  /// How long results may still wait for more, in nanoseconds.
  private long untilStored() {
    boolean more = !flying.isEmpty() && ended.size() < LARGEST_GATHERED;
    return more && !urgent && stoppedBy == null
        ? endedSince + GATHERING.toNanos() - System.nanoTime()
        : 0;
  }

  /// Stores the results on another thread when it is time, unless it is already busy; they then
  /// become the next group.
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

  /// Stores all results before it returns.
  private void flush() throws InterruptedException {
    while (storing || !ended.isEmpty()) {
      if (storing) {
        hear(news.take());
      } else {
        storeNow();
      }
    }
  }

  /// The position before which all operations have ended, once the results are stored.
  private int floor() {
    int floor = lineup.floor();
    for (Integer position : flying.keySet()) {
      floor = Math.min(floor, position);
    }
    return floor;
  }
}
