package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Placement;
import dev.brass.spi.RepeatResult;
import java.util.List;

/// The rules for a connector to a store that makes one order of one attempt, however often it is
/// sent. Rules are named after their number and what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class RepeatsOrdersContract {
  private final Trial trial;
  private final Buyer buyer;

  RepeatsOrdersContract(Trial trial) {
    this.trial = trial;
    this.buyer = trial.buyer();
  }

  @Rule
  void c2_anAcceptedAttemptSentAgainMakesNoSecondOrder(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Placement first = Buyer.accepted(buyer.place(quoted));
    assertThat(ids(placed(buyer.repeat(quoted)))).isEqualTo(ids(first));
    assertOrders(quoted, 1);
  }

  @Rule(Situation.TIMES_OUT_AFTER_SEND)
  void c2_aLostAnswerIsGivenAgain(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    buyer.place(quoted);
    world.store().http().heal();
    placed(buyer.repeat(quoted));
    assertOrders(quoted, 1);
  }

  @Rule(Situation.REFUSES)
  void c3_aRefusedAttemptIsNotPlacedByARepetitionThatIsRefusedToo(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    buyer.place(quoted);
    if (!(buyer.repeat(quoted) instanceof RepeatResult.Placed)) {
      assertOrders(quoted, 0);
    }
  }

  @Rule
  void c3_noAnswerToARepetitionIsUnclear(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted));
    trial.withoutAnAnswer(
        world,
        fault -> {
          try {
            assertThat(buyer.repeat(quoted))
                .as("a repetition whose calls end with " + fault)
                .isInstanceOf(RepeatResult.Unclear.class);
          } catch (RuntimeException noAnswer) {
            // As good: the server takes an exception for an unclear answer.
          }
        });
    assertOrders(quoted, 1);
  }

  @Rule
  void c4_theRepetitionIsMarkedIrrevocable(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted));
    int before = world.store().http().irrevocable().size();
    buyer.repeat(quoted);
    if (!world.store().http().exchanges().isEmpty()) {
      assertThat(world.store().http().irrevocable()).hasSizeGreaterThan(before);
    }
  }

  private static Placement placed(RepeatResult result) {
    if (result instanceof RepeatResult.Placed(Placement placement)) {
      return placement;
    }
    throw new AssertionError("the store has the order, but the repetition was told " + result);
  }

  private static void assertOrders(Buyer.Quoted quoted, int expected) {
    assertThat(quoted.world().ordersAtStore(quoted.attempt()))
        .as("orders at the store")
        .isEqualTo(expected);
  }

  private static List<String> ids(Placement placement) {
    return placement.merchantOrders().stream().map(MerchantOrder::id).toList();
  }
}
