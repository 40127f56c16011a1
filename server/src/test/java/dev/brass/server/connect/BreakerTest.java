package dev.brass.server.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brass.server.connect.Breaker.Entry;
import dev.brass.server.connect.StoreState.Kind;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BreakerTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final ConfiguredStore SHOP = ReachRig.store("shop", null);

  private final ReachRig rig = new ReachRig(DB);

  private static Breaker breaker(StoreReach node) {
    return Objects.requireNonNull(node.breaker(SHOP));
  }

  /// Calls until the store is not asked any more.
  private void breakIt(StoreReach node) {
    for (int i = 0; i < Breaker.FAILURES; i++) {
      assertThat(breaker(node).enter()).isEqualTo(new Entry.Open(0));
      breaker(node).unanswered(0, "no connection", rig.clock.instant());
    }
  }

  private StoreState state(StoreReach node) {
    return node.state(SHOP, rig.clock.instant());
  }

  @Test
  void aStoreThatDoesNotAnswerIsNotAskedOnAnyNode() {
    StoreReach here = rig.node(SHOP);
    StoreReach there = rig.node(SHOP);
    breakIt(here);
    assertThat(breaker(here).enter()).isInstanceOf(Entry.Shut.class);
    there.refresh();
    assertThat(breaker(there).enter())
        .isInstanceOfSatisfying(
            Entry.Shut.class, shut -> assertThat(shut.why()).isEqualTo("no connection"));
    assertThat(state(there))
        .satisfies(
            state -> {
              assertThat(state.kind()).isEqualTo(Kind.UNREACHABLE);
              assertThat(state.since()).isEqualTo(rig.clock.instant());
            });
    assertThat(there.unreachable()).containsExactly("shop");
  }

  @Test
  void anAnswerInBetweenBeginsTheCountAnew() {
    StoreReach node = rig.node(SHOP);
    for (int i = 0; i < 20; i++) {
      breaker(node).unanswered(0, "no connection", rig.clock.instant());
      if (i % 4 == 3) {
        breaker(node).answered();
      }
    }
    assertThat(breaker(node).isDown()).isFalse();
  }

  @Test
  void anHourOfSilenceCostsTheStoreSomeQuestionsOneAtATime() {
    List<StoreReach> nodes = List.of(rig.node(SHOP), rig.node(SHOP));
    breakIt(nodes.getFirst());
    List<Duration> asked = new ArrayList<>();
    int underWay = 0;
    while (rig.passed().compareTo(Duration.ofHours(1)) < 0) {
      rig.clock.advance(Duration.ofMillis(500));
      for (StoreReach node : nodes) {
        node.refresh();
        if (breaker(node).enter() instanceof Entry.Open(var probe)) {
          underWay++;
          assertThat(breaker(nodes.getFirst()).enter()).isInstanceOf(Entry.Shut.class);
          assertThat(breaker(nodes.getLast()).enter()).isInstanceOf(Entry.Shut.class);
          asked.add(rig.passed());
          breaker(node).unanswered(probe, "still no connection", rig.clock.instant());
          underWay--;
        }
      }
    }
    assertThat(underWay).isZero();
    assertThat(asked).hasSizeBetween(25, 45);
    assertThat(asked.getFirst()).isLessThan(Duration.ofSeconds(10));
    for (int i = 10; i < asked.size(); i++) {
      assertThat(asked.get(i).minus(asked.get(i - 1)))
          .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(150));
    }
    assertThat(state(nodes.getLast()).why()).isEqualTo("still no connection");
  }

  @Test
  void theFirstAnswerOpensItOnEveryNode() {
    StoreReach here = rig.node(SHOP);
    StoreReach there = rig.node(SHOP);
    breakIt(here);
    there.refresh();
    rig.clock.advance(Breaker.LONGEST_PAUSE);
    assertThat(breaker(there).enter()).isEqualTo(new Entry.Open(1));
    breaker(there).answered();
    assertThat(breaker(there).enter()).isEqualTo(new Entry.Open(0));
    rig.clock.advance(Duration.ofMillis(1));
    here.refresh();
    assertThat(breaker(here).enter()).isEqualTo(new Entry.Open(0));
    assertThat(state(here)).isEqualTo(StoreState.REACHABLE);
  }

  @Test
  void whoAsksAndDiesLeavesTheRightToAskToOthers() {
    StoreReach dead = rig.node(SHOP);
    breakIt(dead);
    rig.clock.advance(Breaker.LONGEST_PAUSE);
    assertThat(breaker(dead).enter()).isInstanceOf(Entry.Open.class);
    StoreReach other = rig.node(SHOP);
    other.refresh();
    assertThat(breaker(other).enter()).isInstanceOf(Entry.Shut.class);
    rig.clock.advance(Breaker.LONGEST_PROBE.plusMillis(1));
    assertThat(breaker(other).enter()).isEqualTo(new Entry.Open(2));
  }

  @Test
  void aNodeThatStartsKnowsWhatOthersFoundOut() {
    breakIt(rig.node(SHOP));
    StoreReach fresh = rig.node(SHOP);
    fresh.refresh();
    assertThat(breaker(fresh).isShut()).isTrue();
  }

  @Test
  void whatWasFoundOutHereIsNotForgottenForAnOlderLook() {
    StoreReach node = rig.node(SHOP);
    long asked = rig.nanos();
    rig.clock.advance(Duration.ofMillis(5));
    breakIt(node);
    breaker(node).learn(asked, null, null);
    assertThat(breaker(node).isDown()).isTrue();
  }

  @Test
  void aStoreWithoutAPaceIsLeftAloneByAllNodesWhenItAsksForIt() {
    StoreReach here = rig.node(SHOP);
    StoreReach there = rig.node(SHOP);
    breaker(here).rest(Duration.ofSeconds(90));
    assertThat(breaker(here).enter()).isEqualTo(new Entry.Resting(Duration.ofSeconds(90)));
    rig.clock.advance(Duration.ofSeconds(1));
    there.refresh();
    assertThat(breaker(there).enter()).isEqualTo(new Entry.Resting(Duration.ofSeconds(89)));
    assertThat(state(there).kind()).isEqualTo(Kind.RESTING);
    rig.clock.advance(Duration.ofSeconds(89));
    assertThat(breaker(there).enter()).isEqualTo(new Entry.Open(0));
    assertThat(breaker(here).enter()).isEqualTo(new Entry.Open(0));
  }

  @Test
  void whatATenantsConnectorCallsSayIsCountedOncePerCall() {
    StoreReach node = rig.node(SHOP);
    try (StoreAccess access = rig.access(node)) {
      for (int i = 0; i < Breaker.FAILURES; i++) {
        StoreSession session = access.open(SHOP, rig.clock, access.deadline(Duration.ofMinutes(1)));
        catchThrowableOfType(
            StoreException.class,
            () ->
                session.ask(
                    () -> {
                      throw StoreException.answerLost("nothing came", new IOException());
                    }));
        assertThat(session.trouble())
            .isEqualTo(new Trouble(Trouble.Kind.UNREACHABLE, "nothing came"));
      }
      assertThat(breaker(node).isShut()).isTrue();
      StoreSession session = access.open(SHOP, rig.clock, access.deadline(Duration.ofMinutes(1)));
      assertThat(session.admit()).isInstanceOf(Admission.Unreachable.class);
      StoreException turnedAway =
          catchThrowableOfType(StoreException.class, () -> session.ask(() -> "asked"));
      assertThat(turnedAway.mayHaveArrived()).isFalse();
      assertThat(session.trouble())
          .isEqualTo(new Trouble(Trouble.Kind.UNREACHABLE, "nothing came"));
      rig.clock.advance(Breaker.LONGEST_PAUSE);
      assertThat(session.admit()).isEqualTo(new Admission.Go());
      assertThat(session.<String>ask(() -> "answered")).isEqualTo("answered");
      assertThat(breaker(node).isDown()).isFalse();
    }
  }

  @Test
  void sandboxStoresAreAlwaysAsked() {
    ConfiguredStore sandbox = ReachRig.store("shop", Duration.ofSeconds(10), true);
    StoreReach node = rig.node(sandbox);
    assertThat(node.breaker(sandbox)).isNull();
    assertThat(node.pace(sandbox)).isNull();
    assertThat(node.state(sandbox, rig.clock.instant())).isEqualTo(StoreState.REACHABLE);
  }

  @Test
  void tellsWhatWorkMayBeTakenUp() {
    ConfiguredStore sandbox = ReachRig.store("shop", null, true);
    StoreReach node = rig.node(SHOP, sandbox);
    StoreTraffic traffic = new StoreTraffic(new Stores(List.of(SHOP, sandbox), true), node);
    assertThat(traffic.known()).containsExactlyInAnyOrder("shop", "sandbox/shop");
    assertThat(traffic.mostAtOnce("shop")).isEqualTo(4);
    assertThat(traffic.isOpen("shop")).isTrue();
    breakIt(node);
    assertThat(traffic.isOpen("shop")).as("its orders are put off one by one").isTrue();
    assertThat(traffic.mostAtOnce("shop")).as("one asks").isEqualTo(1);
    rig.clock.advance(Breaker.LONGEST_PAUSE);
    breaker(node).enter();
    breaker(node).answered();
    assertThat(traffic.mostAtOnce("shop")).isEqualTo(4);
    breaker(node).rest(Duration.ofSeconds(5));
    assertThat(traffic.isOpen("shop")).isFalse();
    assertThat(traffic.isOpen("sandbox/shop")).isTrue();
  }
}
