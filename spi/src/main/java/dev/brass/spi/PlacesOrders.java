package dev.brass.spi;

/// The capability to buy. It extends [QuotesOrders], because nothing is bought that was not priced,
/// and [FindsOrders], because an answer may be lost and nothing is bought twice.
///
/// Brass commits the attempt, the quote's handle and the request before it calls [#place], and
/// calls it at most once per attempt. An exception from [#place] leaves the order in doubt, unless
/// it is a [StoreException] that says that nothing was sent.
public interface PlacesOrders extends QuotesOrders, FindsOrders {
  PlaceResult place(Store store, PlaceOrder order);

  /// The payer at such a store, as this connector pays there. In doubt it is the operator: then no
  /// purchase is left without a payer. The operator of the store may configure another.
  PaidBy paidBy(StoreSettings settings);
}
