package dev.brass.server.order;

import dev.brass.spi.Condition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The criteria for the offers that an order accepts (classic Zinc docs, Seller selection criteria
/// object). Every filter that is set must hold; null and empty sets filter nothing.
public record SellerCriteria(Item item, Seller seller, Shipping shipping, Choice choice) {

  public static final SellerCriteria ANY =
      new SellerCriteria(Item.ANY, Seller.ANY, Shipping.ANY, Choice.CHEAPEST);

  /// The v1 default for a product without criteria (classic Zinc docs, Product object).
  public static final SellerCriteria V1_DEFAULT =
      new SellerCriteria(
          new Item(Set.of(Condition.NEW), Set.of(), null, null),
          Seller.ANY,
          new Shipping(6, null, true),
          Choice.CHEAPEST);

  /// The offered product.
  ///
  /// @param maxPrice in the minor unit of the store's currency
  public record Item(
      Set<Condition> conditionIn,
      Set<Condition> conditionNotIn,
      @Nullable Long maxPrice,
      @Nullable Boolean addon) {
    public static final Item ANY = new Item(Set.of(), Set.of(), null, null);

    public Item {
      conditionIn = Set.copyOf(conditionIn);
      conditionNotIn = Set.copyOf(conditionNotIn);
    }
  }

  /// Who sells it.
  public record Seller(
      @Nullable Boolean firstParty,
      Set<String> idIn,
      Set<String> idNotIn,
      @Nullable Integer minNumRatings,
      @Nullable Integer minPercentPositive) {
    public static final Seller ANY = new Seller(null, Set.of(), Set.of(), null, null);

    public Seller {
      idIn = Set.copyOf(idIn);
      idNotIn = Set.copyOf(idNotIn);
    }
  }

  /// How it is sent.
  ///
  /// @param handlingDaysMax the latest delivery of the offer, in days from now
  public record Shipping(
      @Nullable Integer handlingDaysMax, @Nullable Boolean international, @Nullable Boolean prime) {
    public static final Shipping ANY = new Shipping(null, null, null);
  }

  /// The choice among the offers that pass.
  ///
  /// @param buyBox a filter for the offer that the product's page sells to visitors
  /// @param preferBuyBox prefer that offer over cheaper ones
  /// @param allowOos try an offer that looks unavailable when no available one passes
  public record Choice(@Nullable Boolean buyBox, boolean preferBuyBox, boolean allowOos) {
    public static final Choice CHEAPEST = new Choice(null, false, false);
  }
}
