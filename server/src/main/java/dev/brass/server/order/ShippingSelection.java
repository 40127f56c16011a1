package dev.brass.server.order;

import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Quote.PricedShipping;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The choice of the shipping option (classic Zinc docs, Selecting shipping and Shipping object).
/// An option whose latest delivery is beyond the bound does not qualify. Ties are broken by the
/// other measure, then by id.
final class ShippingSelection {

  private static final Comparator<PricedShipping> BY_PRICE =
      Comparator.comparing((PricedShipping s) -> s.option().price())
          .thenComparing(s -> s.option().delivery().max())
          .thenComparing(s -> s.option().id());

  private static final Comparator<PricedShipping> BY_SPEED =
      Comparator.comparing((PricedShipping s) -> s.option().delivery().max())
          .thenComparing(s -> s.option().price())
          .thenComparing(s -> s.option().id());

  /// A bound of this many days means two-day shipping or better.
  private static final int TWO_DAYS = 2;

  private static final int NAMES_TOLD = 20;

  private ShippingSelection() {}

  static Answer<PricedShipping> choose(List<PricedShipping> options, ShippingRule rule) {
    return switch (rule) {
      case ShippingRule.Cheapest _ ->
          first(options, _ -> true, BY_PRICE, ErrorCode.SHIPPING_METHOD_UNAVAILABLE);
      case ShippingRule.Fastest _ ->
          first(options, _ -> true, BY_SPEED, ErrorCode.SHIPPING_METHOD_UNAVAILABLE);
      case ShippingRule.Free _ ->
          first(
              options, s -> s.option().price().minor() == 0, BY_SPEED, ErrorCode.NO_FREE_SHIPPING);
      case ShippingRule.Named(var name) -> named(options, name);
      case ShippingRule.Within within ->
          first(
              options,
              s ->
                  (within.maxDays() == null || s.option().delivery().max() <= within.maxDays())
                      && (within.maxPrice() == null
                          || s.option().price().minor() <= within.maxPrice()),
              within.order() == ShippingRule.Order.PRICE ? BY_PRICE : BY_SPEED,
              none(options, within));
    };
  }

  private static Answer<PricedShipping> named(List<PricedShipping> options, String name) {
    return options.stream()
        .filter(s -> s.option().id().equals(name) || s.option().name().equalsIgnoreCase(name))
        .min(BY_PRICE)
        .<Answer<PricedShipping>>map(Answer::of)
        .orElseGet(() -> Answer.refused(notNamed(options, name)));
  }

  private static OrderError notNamed(List<PricedShipping> options, String name) {
    List<String> names =
        options.stream().map(s -> s.option().name()).distinct().limit(NAMES_TOLD).toList();
    return new OrderError(
        ErrorCode.SHIPPING_METHOD_UNAVAILABLE,
        "There is no way to ship of the name '%s'; there are %s. Nothing was bought."
            .formatted(name, String.join(", ", names)),
        Map.of("shipping_method", name, "shipping_methods", names));
  }

  private static ErrorCode none(List<PricedShipping> options, ShippingRule.Within within) {
    boolean twoDaysAskedFor = within.maxDays() != null && within.maxDays() <= TWO_DAYS;
    boolean twoDaysThere = options.stream().anyMatch(s -> s.option().delivery().max() <= TWO_DAYS);
    return twoDaysAskedFor && !twoDaysThere
        ? ErrorCode.NO_TWO_DAY_SHIPPING
        : ErrorCode.SHIPPING_METHOD_UNAVAILABLE;
  }

  private static Answer<PricedShipping> first(
      List<PricedShipping> options,
      Predicate<PricedShipping> fits,
      Comparator<PricedShipping> order,
      ErrorCode none) {
    return options.stream()
        .filter(fits)
        .min(order)
        .<Answer<PricedShipping>>map(Answer::of)
        .orElseGet(() -> Answer.refused(none.error()));
  }
}
