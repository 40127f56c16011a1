package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Answer;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.ShippingOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShippingSelectionTest {

  /// The worked example of seed 002: 3 days for $10, 7 days for $2.
  private static final PricedShipping FAST = option("fast", 1000, 3);

  private static final PricedShipping SLOW = option("slow", 200, 7);
  private static final PricedShipping FREE = option("free", 0, 9);

  @Test
  void theSeedsExampleTakesTheTenDollarWayWithinFiveDays() {
    assertThat(choose(within(ShippingRule.Order.PRICE, 5, null), SLOW, FAST)).isEqualTo("fast");
  }

  @Test
  void cheapestAndFastestAreWhatTheySay() {
    assertThat(choose(new ShippingRule.Cheapest(), FAST, SLOW, FREE)).isEqualTo("free");
    assertThat(choose(new ShippingRule.Fastest(), FREE, SLOW, FAST)).isEqualTo("fast");
  }

  @Test
  void speedTakesTheFastestWithinThePrice() {
    assertThat(choose(within(ShippingRule.Order.SPEED, null, 500L), FAST, SLOW, FREE))
        .isEqualTo("slow");
  }

  @Test
  void freeFailsWithoutAFreeWay() {
    assertThat(choose(new ShippingRule.Free(), FREE, SLOW)).isEqualTo("free");
    assertThat(error(new ShippingRule.Free(), FAST, SLOW)).isEqualTo(ErrorCode.NO_FREE_SHIPPING);
  }

  @Test
  void aNameIsTakenExactlyButForItsCase() {
    assertThat(choose(new ShippingRule.Named("slow"), FREE, FAST, SLOW)).isEqualTo("slow");
    assertThat(choose(new ShippingRule.Named(SLOW.option().name().toUpperCase(Locale.ROOT)), SLOW))
        .isEqualTo("slow");
    assertThat(error(new ShippingRule.Named("slo"), FREE, FAST, SLOW))
        .isEqualTo(ErrorCode.SHIPPING_METHOD_UNAVAILABLE);
    assertThat(ShippingSelection.choose(List.of(FAST, SLOW), new ShippingRule.Named("Tuesday")))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            it ->
                assertThat(it.error().data())
                    .containsEntry("shipping_method", "Tuesday")
                    .containsEntry(
                        "shipping_methods", List.of(FAST.option().name(), SLOW.option().name())));
  }

  @Test
  void nothingWithinTheBoundsIsItsOwnError() {
    assertThat(error(within(ShippingRule.Order.PRICE, 5, 500L), FAST, SLOW))
        .isEqualTo(ErrorCode.SHIPPING_METHOD_UNAVAILABLE);
    assertThat(error(within(ShippingRule.Order.PRICE, 2, null), FAST, SLOW))
        .isEqualTo(ErrorCode.NO_TWO_DAY_SHIPPING);
  }

  @Test
  void theBoundsThemselvesAreAllowed() {
    assertThat(choose(within(ShippingRule.Order.PRICE, 3, 1000L), FAST, SLOW)).isEqualTo("fast");
  }

  private static ShippingRule within(
      ShippingRule.Order order, @Nullable Integer days, @Nullable Long price) {
    return new ShippingRule.Within(order, days, price);
  }

  private static String choose(ShippingRule rule, PricedShipping... options) {
    return ShippingSelection.choose(List.of(options), rule)
            instanceof Answer.Given<PricedShipping>(var chosen)
        ? chosen.option().id()
        : "refused";
  }

  private static ErrorCode error(ShippingRule rule, PricedShipping... options) {
    return ((Answer.Refused<PricedShipping>) ShippingSelection.choose(List.of(options), rule))
        .error()
        .code();
  }

  private static PricedShipping option(String id, long price, int days) {
    Money shipping = Money.of(price, "USD");
    Money none = Money.of(0, "USD");
    return new PricedShipping(
        new ShippingOption(id, id, shipping, new DayRange(1, days)),
        PriceComponents.of(none, shipping, none));
  }
}
