package dev.brass.server.order;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.PriceComponents;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether every member of a bundle can afford its share of it.
final class BundleCaps {

  private BundleCaps() {}

  /// The error of the first member that cannot, which names one of its products; empty when all
  /// can.
  ///
  /// @param weights what the products of each member cost
  static Optional<OrderError> broken(
      List<BundleMember> members, PriceComponents price, List<Long> weights) {
    for (int i = 0; i < members.size(); i++) {
      BundleMember member = members.get(i);
      PriceComponents most = BundleShares.most(price, weights, i);
      Currency currency = member.currency();
      if (currency != null && !currency.equals(most.total().currency())) {
        return Optional.of(about(member, Quoter.otherCurrency(most.total(), currency)));
      }
      Long cap = member.maxPrice();
      if (cap != null && most.total().minor() > cap) {
        return Optional.of(about(member, Quoter.capExceeded(most.total(), cap)));
      }
      Long shippingCap = member.maxShipping();
      if (shippingCap != null && most.shipping().minor() > shippingCap) {
        return Optional.of(about(member, ErrorCode.SHIPPING_METHOD_UNAVAILABLE.error()));
      }
    }
    return Optional.empty();
  }

  private static OrderError about(BundleMember member, OrderError error) {
    Map<String, Object> data = new HashMap<>(error.data());
    data.put("product_id", member.productIds().getFirst());
    return new OrderError(error.code(), error.message(), data);
  }
}
