package dev.brass.server.wallet;

import dev.brass.spi.Money;

/// The amount that an order has cost its tenant, and the refunded part of it.
///
/// @param paid more than nothing
/// @param refunded at most that
public record Purchase(Money paid, Money refunded) {

  /// The amount that can still be refunded.
  public Money left() {
    return paid.minus(refunded);
  }
}
