package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import java.util.List;

/// The rules for a connector that prices orders. Rules are named after their number and what they
/// require, as they stand in the document.
@SuppressWarnings("MemberName")
final class QuotesOrdersContract {
  private final Trial trial;
  private final Buyer buyer;

  QuotesOrdersContract(Trial trial) {
    this.trial = trial;
    this.buyer = trial.buyer();
  }

  @Rule
  void c3_noAnswerIsNoFinalNo(World world) {
    buyer.quote(world);
    trial.withoutAnAnswer(
        world,
        fault ->
            Questions.assertNoFinalNo(
                fault, () -> buyer.ask(world, world.request(Buyer.newAttempt()))));
  }

  @Rule
  void c4_quotingBuysNothing(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    if (trial.connector() instanceof PlacesOrders) {
      assertThat(world.ordersAtStore(quoted.attempt())).as("orders at the store").isZero();
    }
    assertThat(world.store().http().irrevocable()).as("calls that buy").isEmpty();
  }

  @Rule
  void c5_totalIsWhatTheStoreCharges(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    for (Quote.PricedShipping shipping : quoted.quote().shipping()) {
      Prices.assertAddsUp(shipping.price());
      assertThat(shipping.option().price().currency())
          .as("one currency in a quote")
          .isEqualTo(shipping.price().total().currency());
    }
    assertThat(quoted.total()).as("the total").isEqualTo(world.expectedTotal());
  }

  @Rule(Situation.OTHER_CURRENCY)
  void c5_currencyIsRead(World world) {
    assertThat(buyer.quote(world).total()).as("the total").isEqualTo(world.expectedTotal());
    try (World usual = trial.open(Situation.ACCEPTS)) {
      assertThat(world.expectedTotal().currency())
          .as("the other currency")
          .isNotEqualTo(usual.expectedTotal().currency());
    }
  }

  @Rule
  void c9_quoteTwiceAnswersTheSame(World world) {
    List<Quote.PricedShipping> first = buyer.quote(world).quote().shipping();
    assertThat(buyer.quote(world).quote().shipping()).isEqualTo(first);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    buyer.quote(world);
    trial.interrupted(world, () -> buyer.ask(world, world.request(Buyer.newAttempt())));
  }
}
