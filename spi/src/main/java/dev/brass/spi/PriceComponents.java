package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// The cost of an order, in one currency. `total` is the store's charge: subtotal + shipping + tax
/// + fees − discount (a gift certificate pays a part of the total).
///
/// @param subtotal the items before tax and other adjustments
/// @param discount positive, subtracted
/// @param fees positive, added
/// @param giftCertificate the part of the total that was paid from a gift balance; null when none
public record PriceComponents(
    Money subtotal,
    Money shipping,
    Money tax,
    Money discount,
    Money fees,
    Money total,
    @Nullable Money giftCertificate) {

  /// Items, shipping and tax without discounts or fees.
  public static PriceComponents of(Money subtotal, Money shipping, Money tax) {
    Money none = Money.zero(subtotal.currency());
    return new PriceComponents(
        subtotal, shipping, tax, none, none, subtotal.plus(shipping).plus(tax), null);
  }
}
