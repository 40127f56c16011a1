package dev.brass.server.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brass.server.connect.StorePace.Turn;
import dev.brass.server.connect.StoreReachRepository.Turns;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StorePaceTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final Duration APART = Duration.ofMillis(200);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ReachRig rig = new ReachRig(DB);

  private StorePace pace(Duration apart) {
    ConfiguredStore store = ReachRig.store("shop", apart);
    return Objects.requireNonNull(rig.node(store).pace(store));
  }

  @Test
  void allNodesTogetherKeepThePace() {
    List<StorePace> nodes = List.of(pace(APART), pace(APART), pace(APART));
    List<Duration> sent = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      nodes.get(i % 3).await(i % 2 == 0 ? Purpose.ORDER : Purpose.OTHER, MINUTE);
      sent.add(rig.passed());
    }
    for (int i = 0; i < 30; i++) {
      assertThat(sent.get(i)).isEqualTo(APART.multipliedBy(i));
    }
  }

  @Test
  void anIdleStoreHasOneTurnAndNotAllThatItCouldHaveHad() {
    StorePace pace = pace(APART);
    pace.await(Purpose.ORDER, MINUTE);
    rig.clock.advance(MINUTE);
    Duration before = rig.passed();
    pace.await(Purpose.ORDER, MINUTE);
    pace.await(Purpose.ORDER, MINUTE);
    assertThat(rig.passed().minus(before)).isEqualTo(APART);
  }

  @Test
  void aPlacementWhoseTurnIsFarAwayHasNoneAndIsToldATimeOfItsOwn() {
    List<StorePace> nodes = List.of(pace(APART), pace(APART));
    List<Duration> again = new ArrayList<>();
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      switch (nodes.get(i % 2).admit()) {
        case Turn.At _ -> admitted++;
        case Turn.None(var until) -> again.add(until);
      }
    }
    assertThat(admitted).as("turns within two seconds").isEqualTo(11);
    assertThat(again.stream().distinct()).hasSizeGreaterThan(40);
    assertThat(rig.passed()).as("nobody waited").isZero();
  }

  @Test
  void whoHasBegunWaitsForItsTurnAsLongAsItMay() {
    StorePace pace = pace(APART);
    while (pace.admit() instanceof Turn.At) {
      // others begin
    }
    pace.await(Purpose.ORDER, Duration.ofSeconds(10));
    assertThat(rig.passed()).isEqualTo(APART.multipliedBy(11));
    StoreException late =
        catchThrowableOfType(
            StoreException.class, () -> pace.await(Purpose.ORDER, Duration.ofMillis(100)));
    assertThat(late.mayHaveArrived()).isFalse();
    assertThat(late.getCause()).isInstanceOf(NotNow.class);
  }

  @Test
  void everythingElseComesAfterOrders() {
    StorePace orders = pace(APART);
    StorePace others = pace(APART);
    for (int i = 0; i < 6; i++) {
      orders.admit();
    }
    others.await(Purpose.OTHER, MINUTE);
    assertThat(rig.passed()).isEqualTo(APART.multipliedBy(6));
    assertThat(
            catchThrowableOfType(
                StoreException.class, () -> others.await(Purpose.OTHER, Duration.ofMillis(50))))
        .isNotNull();
    Turn next = orders.admit();
    assertThat(next).as("who waits in vain takes no turn").isEqualTo(new Turn.At(at(7)));
  }

  private static long at(int turn) {
    return APART.multipliedBy(turn).toNanos();
  }

  @Test
  void aHighPaceCostsTheDatabaseLittle() {
    Duration apart = Duration.ofMillis(1);
    AtomicInteger asked = new AtomicInteger();
    StoreReachRepository repository = new StoreReachRepository();
    StorePace.Book book =
        (span, horizon) -> {
          asked.incrementAndGet();
          return DB.database()
              .jdbi()
              .withHandle(
                  handle -> repository.take(handle, "shop", span, horizon, rig.clock.instant()));
        };
    StorePace pace = new StorePace("shop", apart, book, rig.clock::advance, rig::nanos);
    for (int i = 0; i < 200; i++) {
      pace.await(Purpose.ORDER, MINUTE);
    }
    assertThat(asked).hasValueLessThanOrEqualTo(4);
    assertThat(rig.passed()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
  }

  @Test
  void turnsThatNobodyUsedInTimeAreLost() {
    AtomicInteger asked = new AtomicInteger();
    StorePace.Book book =
        (span, horizon) -> {
          asked.incrementAndGet();
          return new Turns(true, Duration.ZERO);
        };
    StorePace pace =
        new StorePace("shop", Duration.ofMillis(1), book, rig.clock::advance, rig::nanos);
    pace.await(Purpose.ORDER, MINUTE);
    rig.clock.advance(MINUTE);
    pace.await(Purpose.ORDER, MINUTE);
    assertThat(asked).hasValue(2);
  }

  @Test
  void aStoreThatAskedToBeLeftAloneHasNoTurnOnAnyNode() {
    ConfiguredStore store = ReachRig.store("shop", APART);
    StoreReach here = rig.node(store);
    Objects.requireNonNull(here.breaker(store)).rest(Duration.ofSeconds(30));
    StorePace there = pace(APART);
    assertThat(there.admit()).isEqualTo(new Turn.None(Duration.ofSeconds(28)));
    there.await(Purpose.ORDER, MINUTE);
    assertThat(rig.passed()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void withoutTheDatabaseNothingIsSent() {
    StorePace.Book book =
        (span, horizon) -> {
          throw new IllegalStateException("canary");
        };
    StorePace pace = new StorePace("shop", APART, book, rig.clock::advance, rig::nanos);
    StoreException e =
        catchThrowableOfType(StoreException.class, () -> pace.await(Purpose.ORDER, MINUTE));
    assertThat(e.mayHaveArrived()).isFalse();
    assertThat(e).hasMessageNotContaining("canary");
  }

  @Test
  void theDatabaseTellsTheTimeUnlessATestDoes() {
    ConfiguredStore store = ReachRig.store("shop", Duration.ofHours(1));
    StoreReachRepository repository = new StoreReachRepository();
    Turns first = take(repository, store);
    Turns second = take(repository, store);
    assertThat(first).isEqualTo(new Turns(true, Duration.ZERO));
    assertThat(second.taken()).isFalse();
    assertThat(second.until()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
  }

  private static Turns take(StoreReachRepository repository, ConfiguredStore store) {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                repository.take(handle, store.key(), Duration.ofHours(1), Duration.ZERO, null));
  }
}
