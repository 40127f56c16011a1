package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.QuotesOrders;

/// The rules for a connector that cancels placed orders. Rules are named after their number and
/// what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class CancelsOrdersContract {
  private static final String REASON = "ordered by mistake";

  private final Trial trial;
  private final CancelsOrders cancels;

  CancelsOrdersContract(Trial trial) {
    this.trial = trial;
    this.cancels = trial.as(CancelsOrders.class);
  }

  @Rule(Situation.TOO_LATE_TO_CANCEL)
  void c3_tooLateIsRefused(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    world.settle();
    assertThat(cancel(world, order)).isInstanceOf(CancelResult.Refused.class);
  }

  @Rule
  void c3_noAnswerIsNoAnswer(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    trial.withoutAnAnswer(
        world,
        fault -> {
          CancelResult result;
          try {
            result = cancel(world, order);
          } catch (RuntimeException noAnswer) {
            return;
          }
          assertThat(result)
              .as("cancel when its calls end with " + fault)
              .isInstanceOf(CancelResult.Pending.class);
        });
  }

  @Rule
  void c5_refundIsAtMostThePrice(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    if (cancel(world, order) instanceof CancelResult.Cancelled(Money refund)
        && refund != null
        && trial.connector() instanceof QuotesOrders) {
      assertThat(refund.exceeds(world.expectedTotal()))
          .as("the refund of %s exceeds the price", refund)
          .isFalse();
    }
  }

  @Rule
  void c9_cancelTwiceAnswersTheSame(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    CancelResult first = cancel(world, order);
    assertThat(first)
        .as("the first answer")
        .isInstanceOfAny(CancelResult.Cancelled.class, CancelResult.Pending.class);
    CancelResult second = cancel(world, order);
    if (first instanceof CancelResult.Cancelled) {
      assertThat(second).as("the second answer").isEqualTo(first);
    } else {
      assertThat(second)
          .as("the second answer after " + first)
          .isInstanceOfAny(CancelResult.Cancelled.class, CancelResult.Pending.class);
    }
  }

  @Rule(Situation.TOO_LATE_TO_CANCEL)
  void c9_refusedTwiceAnswersTheSame(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    world.settle();
    CancelResult first = cancel(world, order);
    assertThat(cancel(world, order)).isEqualTo(first);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    trial.interrupted(world, () -> cancel(world, order));
  }

  private CancelResult cancel(World world, MerchantOrder order) {
    return cancels.cancel(world.store(), order, REASON);
  }
}
