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

/// One of several merchant orders, cancelled by the store while the others remain valid.
///
/// @param asked whether the client had requested it
/// @param refund the refund for it; null when neither the store nor the prices of its products
///     determine it
public record CancelledPart(
    String merchantOrderId, String reason, boolean asked, @Nullable Money refund) {

  /// The event of a merchant order that the store cancelled on the client's request: the
  /// cancellation of the whole order if it was the last valid one.
  ///
  /// @param told the refund as the store reports it; null when it does not
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

  /// The total refund for some of an order's merchant orders, as far as it is known in this
  /// currency.
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

  /// The refund for a merchant order: the store's figure, else its products' part of the order's
  /// cost; null when its products cannot be distinguished from those of the others.
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
