package dev.brass.connector.sandbox;

/// A property that some retailers have and others lack.
public enum RetailerFeature {
  /// A fast shipping programme of its own, told in each offer.
  PRIME,
  /// A weekday on which everything of a week may arrive at once (`amazon_day`).
  AMAZON_DAY,
  /// Accounts with a gift balance that can pay.
  GIFT_BALANCE,
  /// Orders that may wait to be placed together (seed 002, Order bundling).
  BUNDLING,
  /// Items that cannot be bought alone.
  ADD_ON_ITEMS,
  /// Parcels sent as a gift, with a message.
  GIFTS
}
