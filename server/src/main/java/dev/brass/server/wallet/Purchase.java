package dev.brass.server.wallet;

import dev.brass.spi.Money;

/// What an order has cost its tenant, and what of that came back.
///
/// @param paid more than nothing
/// @param refunded at most that
public record Purchase(Money paid, Money refunded) {

  /// What can still come back.
  public Money left() {
    return paid.minus(refunded);
  }
}
