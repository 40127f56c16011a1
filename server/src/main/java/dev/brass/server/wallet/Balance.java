package dev.brass.server.wallet;

import dev.brass.spi.Money;

/// A tenant's money in one mode.
///
/// @param posted what came minus what went; negative for what it owes
/// @param held the part of it that is put aside for orders
public record Balance(Money posted, Money held) {

  /// The amount that can be spent.
  public Money available() {
    return posted.minus(held);
  }
}
