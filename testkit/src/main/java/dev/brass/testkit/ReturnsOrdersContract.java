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
    ReturnResult first = returns.open(world.store(), request);
    String number = number(first);
    assertThat(number).as("the store's number of the return").isNotBlank();
    assertThat(number(returns.open(world.store(), request))).isEqualTo(number);
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

  /// The store's number of a return that goes well.
  private static String number(ReturnResult result) {
    return switch (result) {
      case ReturnResult.Opened opened -> opened.merchantReturnId();
      case ReturnResult.Credited credited -> credited.merchantReturnId();
      case ReturnResult.Pending _ -> "(not decided)";
      case ReturnResult.InProgress _, ReturnResult.Refused _ ->
          throw new AssertionError("the order was delivered, but its return ended with " + result);
    };
  }
}
