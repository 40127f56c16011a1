package dev.brass.server.wallet;

import dev.brass.spi.Money;

/// A tenant's money in one mode.
///
/// @param posted all incoming amounts minus all outgoing ones; negative for a debt
/// @param held the part of it that is held for orders
public record Balance(Money posted, Money held) {

  /// The amount that can be spent.
  public Money available() {
    return posted.minus(held);
  }
}
