package dev.brass.server.db;

import dev.brass.server.health.Health;
import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database's time, as far as this process can know it: so that all nodes that share a database
/// agree when a job is due and until when an order may be sent, even when their own clocks differ.
/// Thread-safe.
///
/// The database is asked every few seconds; its answer is from the middle of the round trip. In
/// between the time follows the processor's clock, which cannot be set, so that a step of this
/// machine's clock moves nothing. An error beyond the uncertainty of a later answer is corrected
/// over the next seconds: the time runs a little faster or slower, and not back. Only when it is
/// off by more than [#LONGEST_SLEW], because the database's clock was set, or another machine is
/// the database's now, it jumps. Jumps forward are remembered ([JumpingTime]).
public final class DatabaseClock implements JumpingTime, AutoCloseable {

  /// The largest error of this machine's clock; beyond it one of the two clocks is certainly wrong,
  /// and this process's signatures and times would be, too.
  static final Duration LARGEST_SKEW = Duration.ofHours(1);

  static final Duration LONGEST_SLEW = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final Duration SLOWEST_ANSWER = Duration.ofSeconds(1);
  private static final Duration WORTH_A_WARNING = Duration.ofSeconds(5);
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);
  private static final int FIRST_SAMPLES = 5;

  /// The number of jumps kept; older ones are counted together with the first of them.
  private static final int JUMPS_KEPT = 100;

  private final InstantSource system;
  private final LongSupplier nanoTime;
  private final Supplier<Instant> database;
  private volatile Course course;
  private volatile List<Jump> jumps = List.of();
  private @Nullable Long warned;
  private @Nullable Thread watcher;

  /// The time at a moment of the processor's clock, and the correction from then on.
  private record Course(long nanos, Instant time, long correction) {

    Instant at(long now) {
      long passed = now - nanos;
      long slewed =
          passed >= BETWEEN.toNanos()
              ? correction
              : (long) (correction * ((double) passed / BETWEEN.toNanos()));
      return time.plusNanos(passed + slewed);
    }
  }

  /// A jump forward.
  ///
  /// @param to the time after it
  private record Jump(Instant to, Duration by) {}

  /// The database's answer.
  ///
  /// @param nanos the middle of the round trip
  /// @param uncertainty half of the round trip
  private record Sample(long nanos, Instant time, long uncertainty) {}

  /// Asks for the time.
  ///
  /// @throws IllegalStateException when this machine's clock is off by more than an hour
  DatabaseClock(InstantSource system, LongSupplier nanoTime, Supplier<Instant> database) {
    this.system = system;
    this.nanoTime = nanoTime;
    this.database = database;
    Sample best = sample();
    for (int i = 1; i < FIRST_SAMPLES; i++) {
      Sample next = sample();
      best = next.uncertainty() < best.uncertainty() ? next : best;
    }
    course = new Course(best.nanos(), best.time(), 0);
    Duration skew = skew();
    if (skew.abs().compareTo(LARGEST_SKEW) > 0) {
      throw new IllegalStateException(
          "this machine's clock is "
              + told(skew)
              + " that of the database's machine; set the wrong one right, they may be an hour"
              + " apart at most");
    }
    warn();
  }

  /// Asks for the time, and again every few seconds until it is closed.
  ///
  /// @param system this machine's clock
  /// @param health learns when the clock gets off by more than an hour later
  /// @throws IllegalStateException when it is off by more than an hour
  public static DatabaseClock start(Database database, InstantSource system, Health health) {
    DatabaseClock clock = new DatabaseClock(system, System::nanoTime, () -> now(database));
    health.check(clock::problem);
    clock.watcher = Thread.ofVirtual().name("database-clock").start(clock::watch);
    return clock;
  }

  /// The database's time, asked for once: for a command that ends soon.
  public static Instant now(Database database) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select clock_timestamp()")
                    .map((row, _) -> row.getObject(1, OffsetDateTime.class))
                    .one())
        .toInstant();
  }

  @Override
  public Instant instant() {
    return course.at(nanoTime.getAsLong());
  }

  /// By how much this machine's clock is ahead of the database's; negative when it is behind.
  public Duration skew() {
    return Duration.between(instant(), system.instant());
  }

  /// Asks for the time once more.
  synchronized void measure() {
    Sample sample = sample();
    if (sample.uncertainty() > SLOWEST_ANSWER.toNanos() / 2) {
      return;
    }
    long now = nanoTime.getAsLong();
    Instant mine = course.at(now);
    Instant theirs = sample.time().plusNanos(now - sample.nanos());
    Duration off = Duration.between(mine, theirs);
    if (off.abs().compareTo(LONGEST_SLEW) > 0) {
      LOG.warn("The database's clock was set by {} ms; this process follows", off.toMillis());
      if (off.isPositive()) {
        // Before the time itself, so that no reader sees one without the other.
        remember(new Jump(theirs, off));
      }
      course = new Course(now, theirs, 0);
    } else {
      long beyond = Math.max(0, Math.abs(off.toNanos()) - sample.uncertainty());
      course = new Course(now, mine, off.isNegative() ? -beyond : beyond);
    }
    warn();
  }

  private void remember(Jump jump) {
    List<Jump> kept = new ArrayList<>(jumps);
    kept.add(jump);
    if (kept.size() > JUMPS_KEPT) {
      Jump oldest = kept.removeFirst();
      Jump next = kept.removeFirst();
      Instant to = next.to().isAfter(oldest.to()) ? next.to() : oldest.to();
      kept.addFirst(new Jump(to, oldest.by().plus(next.by())));
    }
    jumps = List.copyOf(kept);
  }

  @Override
  public Duration jumpedSince(Instant then) {
    return jumps.stream()
        .filter(jump -> jump.to().isAfter(then))
        .map(Jump::by)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// The problem that this machine's clock and the database's are too far apart, as when one was
  /// set.
  Optional<Problem> problem() {
    Duration skew = skew();
    return skew.abs().compareTo(LARGEST_SKEW) <= 0
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "clock",
                "this machine's clock is "
                    + told(skew)
                    + " that of the database's machine; set the wrong one right",
                false));
  }

  private Sample sample() {
    long asked = nanoTime.getAsLong();
    Instant time = database.get();
    long way = nanoTime.getAsLong() - asked;
    return new Sample(asked + way / 2, time, way / 2);
  }

  private void warn() {
    Duration skew = skew();
    long now = nanoTime.getAsLong();
    boolean lately = warned != null && now - warned < BETWEEN_WARNINGS.toNanos();
    if (skew.abs().compareTo(WORTH_A_WARNING) > 0 && !lately) {
      LOG.warn(
          "this machine's clock is {} that of the database's machine; the database's time counts",
          told(skew));
      warned = now;
    }
  }

  private static String told(Duration skew) {
    return skew.abs().toSeconds() + " s " + (skew.isNegative() ? "behind" : "ahead of");
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(BETWEEN);
        try {
          measure();
        } catch (RuntimeException e) {
          LOG.debug("Could not ask the database for its time", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops asking; the time continues.
  @Override
  public void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }
}
