package dev.brass.server.card;

import dev.brass.spi.Money;
import org.jspecify.annotations.Nullable;

/// The parts of the charge for an order.
///
/// @param goods the store's charge, or its maximum
/// @param margin the reseller's margin
/// @param fee the fee of the order
/// @param processing the processor's fee
public record Costs(Money goods, Money margin, Money fee, Money processing) {

  static Costs of(Money goods, @Nullable Margin margin, Money fee, ProcessingFee rate) {
    Money added = margin == null ? Money.zero(goods.currency()) : margin.of(goods);
    Money net = goods.plus(added).plus(fee);
    return new Costs(goods, added, fee, rate.grossedUp(net).minus(net));
  }

  /// The sum.
  public Money charge() {
    return goods.plus(margin).plus(fee).plus(processing);
  }

  /// The operator's share of a charge that another account makes.
  Money operatorsShare() {
    return goods.plus(fee);
  }
}
