package dev.brass.server.order;

import dev.brass.spi.BoughtItem;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Shipment;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The share of each member in a bundle. Everything that the store charges for the whole (shipping,
/// tax, fees, discounts) is divided in proportion to the cost of the members' products, to the
/// cent, so that the shares add up.
final class BundleShares {

  private BundleShares() {}

  /// A member's part of the store's order.
  ///
  /// @param members all of them, in the bundle's order
  static Placement of(Placement whole, List<BundleMember> members, int index) {
    BundleMember member = members.get(index);
    List<Long> weights = members.stream().map(m -> worth(itemsOf(whole, m))).toList();
    return new Placement(
        whole.merchantOrders().stream()
            .filter(m -> m.productIds().isEmpty() || has(m.productIds(), member))
            .map(m -> narrowed(m, member))
            .toList(),
        divided(whole.price(), weights, index, BundleShares::exact, BundleShares::exact),
        itemsOf(whole, member));
  }

  private static List<BoughtItem> itemsOf(Placement whole, BundleMember member) {
    return whole.items().stream()
        .filter(item -> member.productIds().contains(item.productId()))
        .toList();
  }

  private static long worth(List<BoughtItem> items) {
    return items.stream().mapToLong(item -> item.price().minor()).sum();
  }

  private static boolean has(List<String> productIds, BundleMember member) {
    return productIds.stream().anyMatch(member.productIds()::contains);
  }

  private static MerchantOrder narrowed(MerchantOrder order, BundleMember member) {
    return new MerchantOrder(
        order.id(),
        order.merchant(),
        order.account(),
        order.placedAt(),
        member.productIds(),
        order.deliveryDate(),
        order.trackingUrl());
  }

  /// The parcels of a merchant order that contain these products, reduced to them.
  static List<Shipment> parcels(List<Shipment> all, List<String> productIds) {
    Set<String> own = new HashSet<>(productIds);
    return all.stream()
        .filter(
            parcel ->
                parcel.productIds().isEmpty()
                    || parcel.productIds().stream().anyMatch(own::contains))
        .map(parcel -> narrowed(parcel, own))
        .toList();
  }

  /// Whether every unit that a member of a bundle bought is in one of its parcels.
  static boolean cover(Order member, List<Shipment> parcels) {
    List<String> inside = parcels.stream().flatMap(p -> p.productIds().stream()).toList();
    return member.spec().bundle().waits()
        && member.spec().lines().stream()
            .allMatch(line -> Collections.frequency(inside, line.productId()) >= line.quantity());
  }

  private static Shipment narrowed(Shipment parcel, Set<String> own) {
    return new Shipment(
        parcel.merchantOrderId(),
        parcel.carrier(),
        parcel.trackingNumber(),
        parcel.trackingUrl(),
        parcel.productIds().stream().filter(own::contains).toList(),
        parcel.status(),
        parcel.estimatedDelivery(),
        parcel.checkpoints());
  }

  /// The upper bound of each part of a member's share, however the cents are rounded when the store
  /// charges that price or less.
  ///
  /// @param weights what the products of each member cost
  static PriceComponents most(PriceComponents whole, List<Long> weights, int index) {
    return divided(whole, weights, index, BundleShares::up, BundleShares::down);
  }

  /// @param costs how a share of a charge is rounded to whole cents
  /// @param savings how a share of a discount is rounded
  private static PriceComponents divided(
      PriceComponents whole, List<Long> weights, int index, Rounding costs, Rounding savings) {
    long before = weights.subList(0, index).stream().mapToLong(Long::longValue).sum();
    long after = before + weights.get(index);
    long all = weights.stream().mapToLong(Long::longValue).sum();
    // Products that cost nothing are divided evenly.
    Slice slice =
        all == 0 ? new Slice(index, index + 1L, weights.size()) : new Slice(before, after, all);
    Money subtotal = slice.of(whole.subtotal(), costs);
    Money shipping = slice.of(whole.shipping(), costs);
    Money tax = slice.of(whole.tax(), costs);
    Money discount = slice.of(whole.discount(), savings);
    Money fees = slice.of(whole.fees(), costs);
    @Nullable Money gift =
        whole.giftCertificate() == null ? null : slice.of(whole.giftCertificate(), costs);
    return new PriceComponents(
        subtotal,
        shipping,
        tax,
        discount,
        fees,
        subtotal.plus(shipping).plus(tax).plus(fees).minus(discount),
        gift);
  }

  /// A member's place on a line of length `all`.
  private record Slice(long before, long after, long all) {
    Money of(Money amount, Rounding rounding) {
      return new Money(rounding.part(amount.minor(), this), amount.currency());
    }
  }

  /// Rounds a slice of an amount to whole cents.
  private interface Rounding {
    long part(long amount, Slice slice);
  }

  /// The difference of two rounded sums, so that all slices together are the amount.
  private static long exact(long amount, Slice slice) {
    return down(amount, new Slice(0, slice.after(), slice.all()))
        - down(amount, new Slice(0, slice.before(), slice.all()));
  }

  private static long down(long amount, Slice slice) {
    return product(amount, slice).divide(BigInteger.valueOf(slice.all())).longValueExact();
  }

  private static long up(long amount, Slice slice) {
    return product(amount, slice)
        .add(BigInteger.valueOf(slice.all() - 1))
        .divide(BigInteger.valueOf(slice.all()))
        .longValueExact();
  }

  private static BigInteger product(long amount, Slice slice) {
    return BigInteger.valueOf(amount).multiply(BigInteger.valueOf(slice.after() - slice.before()));
  }
}
