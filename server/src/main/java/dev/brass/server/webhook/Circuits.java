package dev.brass.server.webhook;

import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The receivers that may be called now. It keeps receivers from slowing each other, and a broken
/// one from using up tries that get no answer. Thread-safe; each node has its own and learns anew
/// when it starts.
///
/// *Per receiver*, the number of calls in flight starts at 8, grows with each success to 32 and is
/// halved by each failure. After 5 failures in a row nothing is called for 10 s, then one call is
/// tried; if it fails too, the pause doubles, up to 10 minutes.
///
/// While a receiver has never answered, 32 more may wait for their turn and the others come again
/// later: one that hangs must not take every job until that is known.
///
/// *Between receivers*, a receiver may have at most an eighth of the free places in flight, and a
/// tenant at most half of them: however many hang, some stay free for the others.
final class Circuits {

  static final int MOST_IN_FLIGHT = 32;
  private static final int FIRST_IN_FLIGHT = 8;
  private static final int UNPROVEN_WAITING = 32;
  private static final int FAILURES_TO_OPEN = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration LATEST_TURN = Duration.ofMinutes(1);
  private static final Duration LEAST_APART = Duration.ofMillis(1);
  private static final Duration RETRIES_APART = Duration.ofMillis(5);
  private static final int TARGETS_REMEMBERED = 10_000;

  private final int budget;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Target> targets = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<TenantId, Integer> inFlightByTenant = new HashMap<>();
  private int inFlight;

  /// Nothing known, nothing in flight.
  ///
  /// @param budget the most calls in flight together
  Circuits(int budget, InstantSource clock) {
    this.budget = budget;
    this.clock = clock;
  }

  /// Whether a receiver may be called.
  sealed interface Entry {

    /// Call it, then report the result by one of [#succeeded], [#failed], [#abandoned].
    record Go() implements Entry {}

    /// It answers, but others come first; its turn will be about then.
    record Busy(Duration again) implements Entry {}

    /// It fails, does not answer, or asked to be left alone; ask again after this time.
    record Troubled(Duration again) implements Entry {}
  }

  /// Asks to call a receiver, and waits for its turn if that will come within a second, as
  /// estimated from the successes before.
  Entry enter(TenantId tenant, String key) throws InterruptedException {
    lock.lock();
    try {
      Target target = target(key);
      long patience = PATIENCE.toNanos();
      while (true) {
        Instant now = clock.instant();
        if (target.openUntil.isAfter(now)) {
          return new Entry.Troubled(target.retry(now));
        }
        if (isFree(tenant, target)) {
          target.startedAt(now);
          inFlightByTenant.merge(tenant, 1, Integer::sum);
          inFlight++;
          return new Entry.Go();
        }
        if (!target.isAnswering(now)) {
          return new Entry.Troubled(target.retry(now));
        }
        if (patience <= 0 || !target.isTurnSoon()) {
          return new Entry.Busy(target.turn(now));
        }
        target.waiting++;
        try {
          patience = target.changed.awaitNanos(patience);
        } finally {
          target.waiting--;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// The time to wait before calling a receiver that fails or does not answer; zero when it may be
  /// called. Costs less than [#enter], before which a message must be read.
  Duration trouble(String key) {
    Instant now = clock.instant();
    lock.lock();
    try {
      Target target = targets.get(key);
      if (target == null) {
        return Duration.ZERO;
      }
      boolean stuck = target.inFlight >= target.limit && !target.isAnswering(now);
      return stuck || target.openUntil.isAfter(now) ? target.retry(now) : Duration.ZERO;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFree(TenantId tenant, Target target) {
    int free = budget - inFlight;
    return free > 0
        && target.inFlight < Math.max(1, Math.min(target.limit, free / 8))
        && inFlightByTenant.getOrDefault(tenant, 0) < Math.max(1, free / 2);
  }

  /// A call went well.
  void succeeded(TenantId tenant, String key) {
    Instant now = clock.instant();
    leave(
        tenant,
        key,
        target -> {
          target.forgive();
          target.limit = Math.min(MOST_IN_FLIGHT, target.limit + 1);
          target.succeededAt(now);
        });
  }

  /// A call failed.
  ///
  /// @param retryAfter the time for which the receiver asked to be left alone; zero if it did not
  void failed(TenantId tenant, String key, Duration retryAfter) {
    Instant now = clock.instant();
    leave(
        tenant,
        key,
        target -> {
          target.failures++;
          target.limit = Math.max(1, target.limit / 2);
          if (target.failures >= FAILURES_TO_OPEN && !target.openUntil.isAfter(now)) {
            target.openUntil = now.plus(pause(target.openings++));
          }
          if (now.plus(retryAfter).isAfter(target.openUntil)) {
            target.openUntil = now.plus(retryAfter);
          }
        });
  }

  private static Duration pause(int openings) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(openings, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /// A call ended without a result about its receiver.
  void abandoned(TenantId tenant, String key) {
    leave(tenant, key, _ -> {});
  }

  private void leave(TenantId tenant, String key, Consumer<Target> change) {
    lock.lock();
    try {
      Target target = target(key);
      target.inFlight--;
      inFlightByTenant.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
      inFlight--;
      change.accept(target);
      if (target.failures > 0) {
        target.changed.signalAll();
      } else {
        // One for the free place, one for the place that a success adds.
        target.changed.signal();
        target.changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private Target target(String key) {
    Target target = targets.get(key);
    if (target == null) {
      target = new Target(lock.newCondition(), clock.instant());
      targets.put(key, target);
      Iterator<Target> eldest = targets.values().iterator();
      while (targets.size() > TARGETS_REMEMBERED && eldest.next().isIdle()) {
        eldest.remove();
      }
    }
    return target;
  }

  /// Forgets a receiver's past, because it has got another URL.
  void forget(String key) {
    lock.lock();
    try {
      Target target = targets.get(key);
      if (target != null) {
        target.forgive();
        target.proven = false;
      }
    } finally {
      lock.unlock();
    }
  }

  int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /// The number of receivers that are not called at the moment because they keep failing.
  long open() {
    Instant now = clock.instant();
    lock.lock();
    try {
      return targets.values().stream().filter(target -> target.openUntil.isAfter(now)).count();
    } finally {
      lock.unlock();
    }
  }

  private static final class Target {
    final Condition changed;
    int limit = FIRST_IN_FLIGHT;
    int inFlight;
    int waiting;
    int failures;
    int openings;
    Instant openUntil = Instant.MIN;

    /// Whether it has ever answered with success.
    boolean proven;

    /// The last success, or the first call after a rest.
    Instant lastProgress;

    /// The latest time that was given to one that had to come again.
    Instant lastTurn = Instant.MIN;

    /// The latest time that was given to one that had to come again because of trouble.
    Instant lastRetry = Instant.MIN;

    /// Between successes, in nanoseconds, recent ones counting more.
    double gap;

    Target(Condition changed, Instant now) {
      this.changed = changed;
      this.lastProgress = now;
    }

    boolean isIdle() {
      return inFlight == 0 && waiting == 0;
    }

    boolean isAnswering(Instant now) {
      return failures < FAILURES_TO_OPEN
          && Duration.between(lastProgress, now).compareTo(PATIENCE) < 0;
    }

    boolean isTurnSoon() {
      return proven ? waiting * gap < PATIENCE.toNanos() : waiting < UNPROVEN_WAITING;
    }

    /// The time when one more is likely to get its turn: each gets a time of its own, a little
    /// closer to each other than successes are, so that a receiver that has become faster is
    /// noticed.
    Duration turn(Instant now) {
      Instant soonest = now.plus(PATIENCE);
      long apart = Math.max((long) (gap * 0.7), LEAST_APART.toNanos());
      Instant next = lastTurn.isBefore(soonest) ? soonest : lastTurn.plusNanos(apart);
      Instant latest = now.plus(LATEST_TURN);
      lastTurn = next.isBefore(latest) ? next : latest;
      return Duration.between(now, lastTurn);
    }

    /// The time when one more of the messages that wait for the end of trouble may ask again: each
    /// gets a time of its own, so that a backlog of thousands is checked gradually and not all at
    /// once again and again, which would cost the others more than the calls do.
    Duration retry(Instant now) {
      Instant later = now.plus(PATIENCE);
      Instant soonest = openUntil.isAfter(later) ? openUntil : later;
      Instant next = lastRetry.isBefore(soonest) ? soonest : lastRetry.plus(RETRIES_APART);
      lastRetry = next.isBefore(soonest.plus(LATEST_TURN)) ? next : soonest;
      return Duration.between(now, lastRetry);
    }

    void startedAt(Instant now) {
      if (inFlight++ == 0) {
        lastProgress = now;
      }
    }

    void succeededAt(Instant now) {
      proven = true;
      // While none waits, successes show how often it is called, not how often it could be.
      if (waiting > 0) {
        double since = Math.min(Duration.between(lastProgress, now).toNanos(), PATIENCE.toNanos());
        gap += (Math.max(since, 0) - gap) / 16;
      }
      lastProgress = now;
    }

    void forgive() {
      failures = 0;
      openings = 0;
      openUntil = Instant.MIN;
    }
  }
}
