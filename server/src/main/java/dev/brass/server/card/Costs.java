package dev.brass.server.card;

import dev.brass.spi.Money;
import org.jspecify.annotations.Nullable;

/// What is charged for an order, and what for.
///
/// @param goods what the store charges, or at most charges
/// @param margin what the client that sells on adds
/// @param fee what the order costs besides
/// @param processing what the processor keeps
public record Costs(Money goods, Money margin, Money fee, Money processing) {

  static Costs of(Money goods, @Nullable Margin margin, Money fee, ProcessingFee rate) {
    Money added = margin == null ? Money.zero(goods.currency()) : margin.of(goods);
    Money net = goods.plus(added).plus(fee);
    return new Costs(goods, added, fee, rate.grossedUp(net).minus(net));
  }

  /// All of it.
  public Money charge() {
    return goods.plus(margin).plus(fee).plus(processing);
  }

  /// What this server's operator gets of a charge that another account makes.
  Money operatorsShare() {
    return goods.plus(fee);
  }
}
