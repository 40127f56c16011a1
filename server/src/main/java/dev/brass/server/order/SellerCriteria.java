package dev.brass.server.order;

import dev.brass.spi.Condition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The criteria for the offers that an order accepts (classic Zinc docs, Seller selection criteria
/// object). Every filter that is set must hold; null and empty sets filter nothing.
///
/// @param handlingDaysMax the latest delivery of the offer, in days from now
/// @param maxItemPrice in the minor unit of the store's currency
/// @param preferBuyBox of the offers that pass, prefer the one that the product's page sells to
///     visitors over cheaper ones
/// @param allowOos try an offer that looks unavailable when no available one passes
public record SellerCriteria(
    @Nullable Boolean addon,
    @Nullable Boolean buyBox,
    Set<Condition> conditionIn,
    Set<Condition> conditionNotIn,
    @Nullable Boolean firstPartySeller,
    @Nullable Integer handlingDaysMax,
    @Nullable Boolean international,
    @Nullable Long maxItemPrice,
    Set<String> merchantIdIn,
    Set<String> merchantIdNotIn,
    @Nullable Integer minSellerNumRatings,
    @Nullable Integer minSellerPercentPositive,
    @Nullable Boolean prime,
    boolean preferBuyBox,
    boolean allowOos) {

  /// The v1 default for a product without criteria (classic Zinc docs, Product object).
  public static final SellerCriteria V1_DEFAULT =
      new SellerCriteria(
          null,
          null,
          Set.of(Condition.NEW),
          Set.of(),
          null,
          6,
          null,
          null,
          Set.of(),
          Set.of(),
          null,
          null,
          true,
          false,
          false);

  public static final SellerCriteria ANY =
      new SellerCriteria(
          null, null, Set.of(), Set.of(), null, null, null, null, Set.of(), Set.of(), null, null,
          null, false, false);

  public SellerCriteria {
    conditionIn = Set.copyOf(conditionIn);
    conditionNotIn = Set.copyOf(conditionNotIn);
    merchantIdIn = Set.copyOf(merchantIdIn);
    merchantIdNotIn = Set.copyOf(merchantIdNotIn);
  }
}
