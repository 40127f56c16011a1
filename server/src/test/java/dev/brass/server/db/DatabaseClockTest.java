package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseClockTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  // What has passed on the processor's clock, by how much the others are off, how long a way takes.
  private long nanos = -17;
  private final AtomicReference<Duration> database = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Duration> system = new AtomicReference<>(Duration.ZERO);
  private Duration way = Duration.ofMillis(2);

  @Test
  void isTheDatabasesTimeHoweverWrongThisMachinesClockIs() {
    system.set(Duration.ofMinutes(-7));
    database.set(Duration.ofMinutes(3));

    DatabaseClock clock = clock();

    assertThat(off(clock)).isZero();
    assertThat(clock.skew()).isEqualTo(Duration.ofMinutes(-10));
    pass(Duration.ofHours(1));
    assertThat(off(clock)).isZero();
  }

  @Test
  void twoNodesWhoseClocksAreMinutesApartAgree() {
    DatabaseClock one = clock();
    system.set(Duration.ofMinutes(20));
    DatabaseClock two = clock();

    assertThat(Duration.between(one.instant(), two.instant()).abs()).isLessThan(way);
  }

  @Test
  void aStepOfThisMachinesClockMovesNothing() {
    DatabaseClock clock = clock();
    system.set(Duration.ofMinutes(5));

    assertThat(off(clock)).isZero();
    clock.measure();
    assertThat(off(clock)).isZero();
  }

  @Test
  void makesASmallDifferenceGoodLittleByLittleAndNeverGoesBack() {
    DatabaseClock clock = clock();
    for (Duration drift : new Duration[] {SECOND, SECOND.negated(), Duration.ofMillis(-1_900)}) {
      database.updateAndGet(before -> before.plus(drift));
      clock.measure();
      Instant last = clock.instant();
      for (int i = 0; i < 60; i++) {
        pass(Duration.ofMillis(100));
        Instant now = clock.instant();
        assertThat(now).isAfter(last);
        last = now;
      }
      assertThat(off(clock).abs()).isLessThanOrEqualTo(way);
    }
  }

  @Test
  void followsADatabaseWhoseClockWasSet() {
    DatabaseClock clock = clock();
    database.set(Duration.ofMinutes(-30));
    clock.measure();

    assertThat(off(clock)).isZero();
  }

  @Test
  void anAnswerThatTookLongIsWorthNothing() {
    DatabaseClock clock = clock();
    way = Duration.ofSeconds(9);
    database.set(Duration.ofMillis(500));
    clock.measure();
    pass(Duration.ofSeconds(10));

    assertThat(off(clock)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void refusesAClockThatIsOffByMoreThanAnHour() {
    system.set(Duration.ofMinutes(61));

    assertThatThrownBy(this::clock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3660 s ahead of");
    system.set(Duration.ofMinutes(59));
    assertThat(clock().skew()).isBetween(Duration.ofMinutes(58), Duration.ofMinutes(60));
  }

  @Test
  void remembersByHowMuchItJumpedForward() {
    DatabaseClock clock = clock();
    Instant before = clock.instant();
    database.set(Duration.ofMinutes(5));
    clock.measure();
    Instant between = clock.instant();
    database.set(Duration.ofMinutes(4));
    clock.measure();
    assertThat(clock.jumpedSince(before))
        .as("a jump back makes nothing good")
        .isBetween(Duration.ofMinutes(5).minus(SECOND), Duration.ofMinutes(5).plus(SECOND));
    assertThat(clock.jumpedSince(between.plus(SECOND))).isZero();
    for (int i = 0; i < 300; i++) {
      database.updateAndGet(old -> old.plus(Duration.ofMinutes(1)));
      clock.measure();
    }
    assertThat(clock.jumpedSince(before).toMinutes()).isBetween(304L, 306L);
    assertThat(clock.jumpedSince(clock.instant())).isZero();
  }

  @Test
  void isAProblemWhenItGetsOffByMoreThanAnHour() {
    DatabaseClock clock = clock();
    assertThat(clock.problem()).isEmpty();
    database.set(Duration.ofMinutes(61));
    clock.measure();
    assertThat(clock.problem().orElseThrow().what()).contains("behind", "set the wrong one right");
    assertThat(clock.problem().orElseThrow().hopeless()).isFalse();
    database.set(Duration.ofMinutes(59));
    clock.measure();
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void asksARealDatabase() {
    InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(10));
    try (DatabaseClock clock = DatabaseClock.start(db.database(), wrong, new Health())) {
      assertThat(clock.skew())
          .isBetween(Duration.ofMinutes(10).minus(SECOND), Duration.ofMinutes(10).plus(SECOND));
    }
  }

  private DatabaseClock clock() {
    return new DatabaseClock(
        () -> START.plusNanos(nanos).plus(system.get()),
        () -> nanos,
        () -> {
          pass(way.dividedBy(2));
          Instant answer = START.plusNanos(nanos).plus(database.get());
          pass(way.dividedBy(2));
          return answer;
        });
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private Duration off(DatabaseClock clock) {
    return Duration.between(clock.instant(), START.plusNanos(nanos).plus(database.get()));
  }
}
