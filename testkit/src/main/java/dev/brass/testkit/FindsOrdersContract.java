package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Placement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The rules for a connector that can tell whether a store has the order of an attempt. An absence
/// that is none leads to a second purchase, so most rules are about what must not be called absent.
/// Rules are named after their number and what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class FindsOrdersContract {
  private static final Duration LONGEST_SETTLING = Duration.ofDays(7);

  private final Trial trial;
  private final FindsOrders finds;
  private final Buyer buyer;

  FindsOrdersContract(Trial trial) {
    this.trial = trial;
    this.finds = trial.as(FindsOrders.class);
    this.buyer = trial.buyer();
  }

  @Rule
  void c2_findsWhatWasAccepted(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Placement accepted = Buyer.accepted(buyer.place(quoted));
    Placement found = found(buyer.find(quoted));
    assertThat(ids(found)).isEqualTo(ids(accepted));
    assertThat(found.price().total()).isEqualTo(accepted.price().total());
  }

  @Rule(Situation.TIMES_OUT_AFTER_SEND)
  void c2_findsWhatLostItsAnswer(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    buyer.place(quoted);
    world.store().http().heal();
    found(buyer.find(quoted));
  }

  @Rule
  void c2_findsByTheAttemptsIdAlone(World world) {
    if (!finds.findsByAttemptId(world.store().settings())) {
      Assumptions.abort("the connector says that this store cannot be asked so");
    }
    Buyer.Quoted never = buyer.quote(world);
    assertThat(buyer.find(never, never.toFindById())).isInstanceOf(FindResult.Absent.class);
    Buyer.Quoted quoted = buyer.quote(world);
    Placement accepted = Buyer.accepted(buyer.place(quoted));
    assertThat(ids(found(buyer.find(quoted, quoted.toFindById())))).isEqualTo(ids(accepted));
  }

  @Rule
  void c2_lookingBuysNothing(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    buyer.find(quoted);
    buyer.find(quoted, quoted.toFindById());
    assertThat(world.store().http().irrevocable()).as("calls marked irrevocable").isEmpty();
    assertThat(world.ordersAtStore(quoted.attempt())).as("orders at the store").isZero();
  }

  @Rule
  void c3_whatWasNeverPlacedIsNotFound(World world) {
    assertThat(buyer.find(buyer.quote(world))).isNotInstanceOf(FindResult.Found.class);
  }

  @Rule(Situation.REFUSES)
  void c3_whatWasRefusedIsNotFound(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    buyer.place(quoted);
    assertThat(buyer.find(quoted)).isNotInstanceOf(FindResult.Found.class);
  }

  @Rule(Situation.SHOWS_ANOTHERS_ORDER)
  void c3_anothersOrderIsNotTaken(World world) {
    assertThat(buyer.find(buyer.quote(world))).isNotInstanceOf(FindResult.Found.class);
  }

  @Rule
  void c3_noAnswerIsNoAbsence(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted));
    trial.withoutAnAnswer(
        world,
        fault -> {
          FindResult result = orNull(() -> finds.find(world.store(), quoted.toFind()));
          if (result != null) {
            assertThat(result)
                .as("find when its calls end with " + fault)
                .isInstanceOf(FindResult.Unknown.class);
          }
        });
  }

  @Rule
  void c9_findTwiceAnswersTheSame(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted));
    Placement first = found(buyer.find(quoted));
    assertThat(found(buyer.find(quoted))).isEqualTo(first);
  }

  @Rule
  void c10_settlingHasALimit() {
    Duration settling = finds.settlesWithin();
    assertThat(settling).isBetween(Duration.ZERO, LONGEST_SETTLING);
    assertThat(finds.settlesWithin()).as("asked again").isEqualTo(settling);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    trial.interrupted(world, () -> finds.find(world.store(), quoted.toFind()));
  }

  private static <T> @Nullable T orNull(Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException noAnswer) {
      return null;
    }
  }

  private static Placement found(FindResult result) {
    if (result instanceof FindResult.Found(Placement placement)) {
      return placement;
    }
    throw new AssertionError("the store has the order, but find answered " + result);
  }

  private static List<String> ids(Placement placement) {
    return placement.merchantOrders().stream().map(MerchantOrder::id).toList();
  }
}
