package dev.brass.server.order;

import dev.brass.spi.BoughtItem;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One merchant order of several that the store has called off, while the others stand.
///
/// @param asked whether its client had wished it
/// @param refund what comes back for it; null when neither the store nor the prices of its products
///     tell
public record CancelledPart(
    String merchantOrderId, String reason, boolean asked, @Nullable Money refund) {

  /// That the store has called a merchant order off as its client wished: with it the whole order
  /// when it is the last one that stood.
  ///
  /// @param told what the store says that comes back; null when it does not
  static OrderEvent asked(
      OrderState.Placed placed,
      MerchantOrder merchantOrder,
      String reason,
      @Nullable Money told,
      Instant now) {
    boolean last = placed.off().size() + 1 == placed.placement().merchantOrders().size();
    return last
        ? new OrderEvent.CancelledByRetailer(now, reason, true, all(placed.off(), told))
        : new OrderEvent.PartlyCancelled(
            now,
            new CancelledPart(
                merchantOrder.id(), reason, true, refund(placed.placement(), merchantOrder, told)));
  }

  /// What comes back for some of an order's merchant orders together, as far as it can be told in
  /// this currency.
  public static Money refund(List<CancelledPart> parts, Currency currency) {
    return parts.stream()
        .map(CancelledPart::refund)
        .flatMap(Stream::ofNullable)
        .filter(refund -> refund.currency().equals(currency))
        .reduce(Money.zero(currency), Money::plus);
  }

  private static @Nullable Money all(List<CancelledPart> before, @Nullable Money last) {
    Money all = last;
    for (CancelledPart part : before) {
      all = all == null || part.refund() == null ? null : all.plus(part.refund());
    }
    return all;
  }

  /// What comes back for a merchant order: what the store says, else the part of what the order
  /// cost that its products are; null when they cannot be told from those of the others.
  ///
  /// @param told what the store says; null when it does not, or means other orders too
  static @Nullable Money refund(
      Placement placement, MerchantOrder merchantOrder, @Nullable Money told) {
    if (told != null) {
      return told;
    }
    List<String> own = merchantOrder.productIds();
    boolean shared =
        placement.merchantOrders().stream()
            .filter(other -> !other.id().equals(merchantOrder.id()))
            .anyMatch(other -> other.productIds().stream().anyMatch(own::contains));
    if (shared || own.isEmpty() || placement.items().isEmpty()) {
      return null;
    }
    long all = 0;
    long part = 0;
    for (BoughtItem item : placement.items()) {
      all += item.price().minor();
      part += own.contains(item.productId()) ? item.price().minor() : 0;
    }
    Money total = placement.price().total();
    return all == 0
        ? null
        : new Money(
            BigInteger.valueOf(total.minor())
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(all))
                .longValueExact(),
            total.currency());
  }
}
