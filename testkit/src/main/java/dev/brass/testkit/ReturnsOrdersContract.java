package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.MerchantOrder;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;

/// The rules for a connector that opens returns. Rules are named after their number and what they
/// require, as they stand in the document.
@SuppressWarnings("MemberName")
final class ReturnsOrdersContract {
  private final Trial trial;
  private final ReturnsOrders returns;

  ReturnsOrdersContract(Trial trial) {
    this.trial = trial;
    this.returns = trial.as(ReturnsOrders.class);
  }

  @Rule(Situation.SHIPS)
  void c3_noAnswerIsNoAnswer(World world) {
    ReturnOrder request = request(world);
    trial.withoutAnAnswer(
        world,
        fault -> {
          ReturnResult result;
          try {
            result = returns.open(world.store(), request);
          } catch (RuntimeException noAnswer) {
            return;
          }
          throw new AssertionError("calls end with " + fault + ", but open tells " + result);
        });
  }

  @Rule(Situation.SHIPS)
  void c9_openTwiceMakesOneReturn(World world) {
    ReturnOrder request = request(world);
    ReturnResult.Opened first = opened(returns.open(world.store(), request));
    assertThat(first.merchantReturnId()).as("the store's number of the return").isNotBlank();
    ReturnResult.Opened second = opened(returns.open(world.store(), request));
    assertThat(second.merchantReturnId()).isEqualTo(first.merchantReturnId());
  }

  @Rule(Situation.SHIPS)
  void c10_interruptionIsHonoured(World world) {
    ReturnOrder request = request(world);
    trial.interrupted(world, () -> returns.open(world.store(), request));
  }

  private ReturnOrder request(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    world.settle();
    return world.returning(order);
  }

  private static ReturnResult.Opened opened(ReturnResult result) {
    if (result instanceof ReturnResult.Opened opened) {
      return opened;
    }
    throw new AssertionError("the order was delivered, but its return ended with " + result);
  }
}
