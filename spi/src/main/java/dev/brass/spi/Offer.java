package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A seller's price for a product.
///
/// @param offerId the store's id of the offer, echoed in [Line#offerId] when it is chosen
/// @param price for one unit, shipping not included
/// @param available whether it can be bought now
/// @param delivery days from now until the item arrives (earliest, latest), handling included
/// @param shipping the seller's price of each shipping speed; may be empty where only a cart shows
///     it
/// @param prime whether the store's own fast programme applies; null where a store has no such
///     programme
/// @param minimumQuantity the smallest quantity the seller accepts; null when any
/// @param maximumQuantity the largest quantity the seller accepts; null when unknown
public record Offer(
    String offerId,
    String productId,
    Seller seller,
    Condition condition,
    Money price,
    boolean available,
    DayRange delivery,
    List<ShippingOption> shipping,
    boolean international,
    boolean addon,
    boolean buyBox,
    @Nullable Boolean prime,
    boolean primeOnly,
    @Nullable Integer minimumQuantity,
    @Nullable Integer maximumQuantity) {

  public Offer {
    shipping = List.copyOf(shipping);
  }

  /// The seller of an offer.
  ///
  /// @param numRatings the number of ratings; null where the store does not report it
  /// @param percentPositive 0 to 100; null where the store does not report it
  /// @param firstParty whether the store itself sells
  public record Seller(
      String id,
      String name,
      @Nullable Integer numRatings,
      @Nullable Integer percentPositive,
      boolean firstParty) {}
}
