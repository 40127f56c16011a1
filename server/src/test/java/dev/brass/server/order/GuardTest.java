package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.db.LostCommits;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.ErrorCode;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Placing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Orders without a key that are equal to one that was just submitted.
class GuardTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private EngineRig rig;

  @BeforeEach
  void start() {
    rig = new EngineRig(DB.database(), clock, settings(WINDOW), null);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static OrderSettings settings(Duration window) {
    OrderSettings quick = EngineRig.QUICK;
    return new OrderSettings(
        quick.placeTimeout(),
        quick.attempts(),
        quick.reconcileLooks(),
        window,
        quick.retryAfter(),
        quick.mostInFlight());
  }

  private Submission submit(String productId, @Nullable String key) {
    return rig.orders.submit(rig.request(EngineRig.spec(productId, null), OrderPrivate.NONE, key));
  }

  private static Submission.Repeated repeated(Order order) {
    return new Submission.Repeated(order.id());
  }

  @Test
  void anEqualOrderIsRefusedUntilTheWindowIsOver() {
    Order first = EngineRig.accepted(submit("lamp", null));
    EngineRig.accepted(submit("chair", null));
    clock.advance(WINDOW.minusMillis(1));
    assertThat(submit("lamp", null)).isEqualTo(repeated(first));
    clock.advance(Duration.ofMillis(1));
    Order second = EngineRig.accepted(submit("lamp", null));
    assertThat(submit("lamp", null)).isEqualTo(repeated(second));
    assertThat(rows("orders")).isEqualTo(3);
  }

  @Test
  void withoutAWindowNothingIsGuarded() {
    try (EngineRig open = new EngineRig(DB.database(), clock, settings(Duration.ZERO), null)) {
      open.submit();
      open.submit();
    }
    assertThat(rows("orders")).isEqualTo(2);
    assertThat(rows("order_guard")).isZero();
  }

  @Test
  void anOrderThatFailedOrWasCancelledGuardsNothing() {
    Order cancelled = EngineRig.accepted(submit("lamp", null));
    rig.orders.cancel(cancelled.key(), "not wanted", false);
    Order second = EngineRig.accepted(submit("lamp", null));
    assertThat(submit("lamp", null)).isEqualTo(repeated(second));

    rig.shop.always(new Placing.Refuse(ErrorCode.CREDIT_CARD_DECLINED.error()));
    rig.work();
    rig.await(second, OrderState.Failed.class);
    Order third = EngineRig.accepted(submit("lamp", null));
    assertThat(third.id()).isNotEqualTo(second.id());
  }

  @Test
  void aKeyLetsAnEqualOrderInAndGuardsIt() {
    EngineRig.accepted(submit("lamp", null));
    Order keyed = EngineRig.accepted(submit("lamp", "key-1"));
    assertThat(submit("lamp", "key-1")).isEqualTo(new Submission.Duplicate(keyed.id(), false));
    assertThat(submit("lamp", null)).isEqualTo(repeated(keyed));
    EngineRig.accepted(submit("lamp", "key-2"));
  }

  @Test
  void ofManyAtOnceExactlyOneIsAccepted() throws Exception {
    List<Submission> submissions = atOnce(64, null);
    Set<OrderId> accepted = new HashSet<>();
    Set<OrderId> earlier = new HashSet<>();
    for (Submission submission : submissions) {
      switch (submission) {
        case Submission.Accepted(var order) -> accepted.add(order.id());
        case Submission.Repeated(var order) -> earlier.add(order);
        case Submission.Duplicate(var order, _) -> throw new AssertionError(order.toString());
        case Submission.Unfunded unfunded -> throw new AssertionError(unfunded);
        case Submission.CapMissing missing -> throw new AssertionError(missing);
        case Submission.PlayMoney play -> throw new AssertionError(play);
      }
    }
    assertThat(submissions).hasSize(64);
    assertThat(accepted).hasSize(1).isEqualTo(earlier);
    assertThat(rows("orders")).isEqualTo(1);
  }

  @Test
  void manyWithKeysAtOnceAreAllAccepted() throws Exception {
    assertThat(atOnce(64, "key-")).hasSize(64).allMatch(Submission.Accepted.class::isInstance);
    assertThat(rows("order_guard")).isEqualTo(1);
  }

  @Test
  void aCommitWhoseAnswerIsLostMakesNoSecondOrder() throws Exception {
    rig.withKeys();
    LostCommits commits = LostCommits.of(DB.database().jdbi());
    for (int lost = 1; lost <= 4; lost++) {
      clock.advance(WINDOW);
      commits.next(lost);
      Set<OrderId> accepted = new HashSet<>();
      for (Submission submission : atOnce(20, null)) {
        if (submission instanceof Submission.Accepted(var order)) {
          accepted.add(order.id());
        }
      }
      commits.next(0);
      assertThat(accepted).hasSizeLessThanOrEqualTo(1);
      assertThat(rows("orders")).isEqualTo(lost);
      assertThat(submit("lamp", null)).isInstanceOf(Submission.Repeated.class);
    }
  }

  @Test
  void whoNeverLearntOfAnOrderFindsItByAskingAgain() {
    rig.withKeys();
    // The commit, and the try after it.
    LostCommits.of(DB.database().jdbi()).next(2);
    assertThatThrownBy(() -> submit("lamp", null)).hasMessageContaining("connection broke");
    assertThat(submit("lamp", null))
        .isInstanceOfSatisfying(
            Submission.Repeated.class,
            it -> assertThat(rig.orders.get(new OrderKey(rig.tenant, it.earlier()))).isPresent());
    assertThat(rows("orders")).isEqualTo(1);
  }

  /// All of the group are tried again after it.
  @Test
  void anOrderWhoseAnswerIsLostIsNotItsOwnDuplicate() throws Exception {
    rig.withKeys();
    LostCommits commits = LostCommits.of(DB.database().jdbi());
    List<Future<Submission>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      commits.next(1);
      for (int i = 0; i < 50; i++) {
        String product = "lamp-" + i;
        futures.add(threads.submit(() -> submit(product, null)));
      }
    }
    for (Future<Submission> future : futures) {
      assertThat(future.get()).isInstanceOf(Submission.Accepted.class);
    }
    assertThat(commits.left()).isZero();
    assertThat(rows("orders")).isEqualTo(50);
  }

  @Test
  void oldRowsMakeRoom() {
    for (int i = 0; i < 10; i++) {
      EngineRig.accepted(submit("lamp-" + i, null));
    }
    assertThat(rows("order_guard")).isEqualTo(10);
    clock.advance(WINDOW);
    for (int i = 0; i < 5; i++) {
      EngineRig.accepted(submit("chair-" + i, null));
    }
    assertThat(rows("order_guard")).isEqualTo(5);
  }

  private List<Submission> atOnce(int count, @Nullable String key) throws InterruptedException {
    List<Submission> submissions = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String own = key == null ? null : key + i;
        futures.add(threads.submit(() -> submit("lamp", own)));
      }
      for (Future<Submission> future : futures) {
        try {
          submissions.add(future.get());
        } catch (ExecutionException e) {
          // its answer was lost for good
        }
      }
    }
    return submissions;
  }

  private static int rows(String table) {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from <table>")
                    .define("table", table)
                    .mapTo(Integer.class)
                    .one());
  }
}
