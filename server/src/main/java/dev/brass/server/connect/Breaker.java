package dev.brass.server.connect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The circuit breaker of a store. Thread-safe.
///
/// After [#FAILURES] consecutive calls without an answer, no node calls the store. Single probe
/// calls are then let through, with pauses that grow up to [#LONGEST_PAUSE], and the first answer
/// closes the breaker. The shared state is in the database and briefly cached by each node, so that
/// a store that answers costs nothing here.
///
/// *After a crash* of the probing node another node may probe once the longest duration of a call
/// has passed.
final class Breaker {

  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  static final int FAILURES = 5;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  /// The time by which a probe must have ended.
  static final Duration LONGEST_PROBE = Duration.ofMinutes(2);

  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final String store;
  private final Shared shared;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable Down down;
  private volatile boolean resting;
  private volatile long restsUntil;
  private volatile long changedAt;

  /// The shared trouble of stores.
  interface Shared {
    void open(String store, String why, Duration pause);

    Optional<Integer> probe(String store, Duration longest);

    void failed(String store, int probes, String why, Duration pause);

    boolean close(String store);

    void rest(String store, Duration pause);
  }

  /// The state of a store that cannot be reached.
  ///
  /// @param probes the number of probes since
  /// @param next the time of the next probe, by the monotonic clock
  private record Down(Instant since, String why, int probes, long next) {}

  /// The decision about a call.
  sealed interface Entry {

    /// It may be made.
    ///
    /// @param probe the number of the probe; 0 for a normal call
    record Open(int probe) implements Entry {}

    /// The store cannot be reached.
    record Shut(String why, Duration again) implements Entry {}

    /// The store asked for a pause.
    record Resting(Duration again) implements Entry {}
  }

  Breaker(String store, Shared shared, LongSupplier nanoTime, RandomGenerator random) {
    this.store = store;
    this.shared = shared;
    this.nanoTime = nanoTime;
    this.random = random;
    // No result on this node yet.
    this.changedAt = nanoTime.getAsLong() - 1;
  }

  /// Requests permission for a call; the caller then reports its end by [#answered], [#unanswered]
  /// or [#abandoned].
  Entry enter() {
    Duration rest = rest();
    if (rest.isPositive()) {
      return new Entry.Resting(rest);
    }
    Down known = down;
    if (known == null) {
      return new Entry.Open(0);
    }
    long wait = known.next() - nanoTime.getAsLong();
    if (wait > 0) {
      return shut(known, Duration.ofNanos(wait));
    }
    if (!asking.compareAndSet(false, true)) {
      return shut(known, MOMENT);
    }
    try {
      Optional<Integer> probe = shared.probe(store, LONGEST_PROBE);
      if (probe.isEmpty()) {
        // Another node probes; its result is known here soon.
        note(next(known, known.probes(), MOMENT));
        return shut(known, MOMENT);
      }
      note(next(known, probe.get(), LONGEST_PROBE));
      return new Entry.Open(probe.get());
    } catch (RuntimeException e) {
      LOG.debug("store {}: the next probe could not be claimed", store, e);
      return shut(known, MOMENT);
    } finally {
      asking.set(false);
    }
  }

  private static Entry shut(Down known, Duration again) {
    return new Entry.Shut(known.why(), again);
  }

  private Down next(Down known, int probes, Duration pause) {
    return new Down(known.since(), known.why(), probes, nanoTime.getAsLong() + pause.toNanos());
  }

  private void note(@Nullable Down now) {
    lock.lock();
    try {
      down = now;
      changedAt = nanoTime.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  /// A call was answered, whatever the answer.
  void answered() {
    if (failures.get() != 0) {
      failures.set(0);
    }
    Down known = down;
    if (known == null) {
      return;
    }
    note(null);
    try {
      if (shared.close(store)) {
        LOG.info("store {} answers again; it did not since {}", store, known.since());
      }
    } catch (RuntimeException e) {
      // The row is read again soon, and the next answer deletes it.
      LOG.debug("store {}: it cannot be noted that it answers again", store, e);
    }
  }

  /// A call was not answered.
  ///
  /// @param probe as returned by [#enter]
  /// @param now the time by the system clock
  void unanswered(int probe, String why, Instant now) {
    Down known = down;
    if (known != null) {
      if (probe > 0) {
        again(new Down(known.since(), why, known.probes(), known.next()), probe);
      }
      return;
    }
    // Of several concurrent failures exactly one reaches the limit.
    if (failures.incrementAndGet() != FAILURES) {
      return;
    }
    failures.set(0);
    Duration pause = pause(0);
    note(new Down(now, why, 0, nanoTime.getAsLong() + pause.toNanos()));
    LOG.warn(
        "store {} cannot be reached: {}; what is meant for it waits, and it is asked again in {} s",
        store,
        why,
        pause.toSeconds());
    try {
      shared.open(store, why, pause);
    } catch (RuntimeException e) {
      LOG.debug("store {}: its outage could not be shared with other nodes", store, e);
    }
  }

  /// A probe ended without calling the store.
  void abandoned(int probe) {
    Down known = down;
    if (known != null && probe > 0) {
      again(known, probe);
    }
  }

  private void again(Down known, int probe) {
    Duration pause = pause(probe);
    note(next(known, probe, pause));
    try {
      shared.failed(store, probe, known.why(), pause);
    } catch (RuntimeException e) {
      LOG.debug("store {}: it cannot be noted that it gave no answer", store, e);
    }
  }

  /// Doubled with each probe, with a fifth of jitter.
  private Duration pause(int probes) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(probes, 10));
    Duration capped = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return capped.plusMillis((long) (capped.toMillis() * (random.nextDouble() - 0.5) * 0.4));
  }

  /// The store asked for a pause.
  void rest(Duration pause) {
    restUntil(pause);
    try {
      shared.rest(store, pause);
    } catch (RuntimeException e) {
      LOG.debug("store {}: its pause could not be shared with other nodes", store, e);
    }
  }

  private void restUntil(Duration pause) {
    restsUntil = nanoTime.getAsLong() + pause.toNanos();
    resting = true;
  }

  /// The rest of the pause that the store asked for.
  Duration rest() {
    if (!resting) {
      return Duration.ZERO;
    }
    long left = restsUntil - nanoTime.getAsLong();
    if (left > 0) {
      return Duration.ofNanos(left);
    }
    resting = false;
    return Duration.ZERO;
  }

  /// Takes over the state from the database.
  ///
  /// @param asked when the database was read: later results of this node are newer
  /// @param row null when there is no row for this store
  /// @param pause the rest of the pause that the store asked for; null for none
  void learn(long asked, StoreReachRepository.@Nullable Row row, @Nullable Duration pause) {
    if (pause != null) {
      restUntil(pause);
    }
    lock.lock();
    try {
      if (changedAt - asked < 0) {
        down =
            row == null || row.since() == null || row.why() == null || row.again() == null
                ? null
                : new Down(
                    row.since(),
                    row.why(),
                    row.probes(),
                    nanoTime.getAsLong() + row.again().toNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether a call would be rejected now.
  boolean isShut() {
    Down known = down;
    return rest().isPositive() || (known != null && known.next() - nanoTime.getAsLong() > 0);
  }

  /// Whether the store is known not to answer, even if a probe is due.
  boolean isDown() {
    return down != null;
  }

  /// The state of the store.
  StoreState state(Instant now) {
    Down known = down;
    Duration rest = rest();
    if (known != null) {
      Duration wait = Duration.ofNanos(Math.max(0, known.next() - nanoTime.getAsLong()));
      return new StoreState(
          StoreState.Kind.UNREACHABLE, known.since(), known.why(), now.plus(wait));
    }
    return rest.isPositive()
        ? new StoreState(StoreState.Kind.RESTING, null, null, now.plus(rest))
        : StoreState.REACHABLE;
  }
}
