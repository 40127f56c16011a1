package dev.brass.server.order;

import dev.brass.spi.Address;
import dev.brass.spi.Gift;
import dev.brass.spi.PromoCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The content of an order without secrets, the same for every API. Never changed after submission.
///
/// @param store the store's code, which v1 calls `retailer`
/// @param maxPrice the price cap for the whole order in the minor unit of the store's currency,
///     which must be that of its funding if that has one; null for none
/// @param maxDeliveryDays fail if delivery may take longer; null for no bound
/// @param failIfTaxed fail rather than pay tax
/// @param discounts the discounts that the client expects at some sellers, for the choice of an
///     offer
/// @param pay how it is paid; a card's data is stored separately, sealed
/// @param funding the source of its money; null when it costs its tenant nothing here
/// @param notes the client's own data: `client_notes` of v1, `metadata` of v2
/// @param bundled whether it waits to be bought together with others
/// @param members the orders that it buys for if it is a bundle; else none
/// @param fulfilment the parts that may be given up so that the rest can be bought
/// @param account the managed account it is bought with; null when its request has the log-in
public record OrderSpec(
    String store,
    List<OrderLine> lines,
    Address shipTo,
    @Nullable Address billTo,
    ShippingRule shipping,
    @Nullable Long maxPrice,
    @Nullable Integer maxDeliveryDays,
    boolean failIfTaxed,
    List<OfferDiscount> discounts,
    Pay pay,
    @Nullable Funding funding,
    @Nullable Gift gift,
    List<PromoCode> promoCodes,
    @Nullable String poNumber,
    Map<String, Object> notes,
    boolean bundled,
    List<BundleMember> members,
    Fulfilment fulfilment,
    @Nullable AccountChoice account) {

  /// An order of which nothing may be given up.
  public OrderSpec(
      String store,
      List<OrderLine> lines,
      Address shipTo,
      @Nullable Address billTo,
      ShippingRule shipping,
      @Nullable Long maxPrice,
      @Nullable Integer maxDeliveryDays,
      boolean failIfTaxed,
      List<OfferDiscount> discounts,
      Pay pay,
      @Nullable Funding funding,
      @Nullable Gift gift,
      List<PromoCode> promoCodes,
      @Nullable String poNumber,
      Map<String, Object> notes,
      boolean bundled,
      List<BundleMember> members) {
    this(
        store,
        lines,
        shipTo,
        billTo,
        shipping,
        maxPrice,
        maxDeliveryDays,
        failIfTaxed,
        discounts,
        pay,
        funding,
        gift,
        promoCodes,
        poNumber,
        notes,
        bundled,
        members,
        Fulfilment.WHOLE,
        null);
  }

  /// The same, bought with another account.
  public OrderSpec with(@Nullable AccountChoice choice) {
    return with(funding, choice);
  }

  /// The same with this funding.
  OrderSpec with(@Nullable Funding paid) {
    return with(paid, account);
  }

  private OrderSpec with(@Nullable Funding paid, @Nullable AccountChoice choice) {
    return new OrderSpec(
        store,
        lines,
        shipTo,
        billTo,
        shipping,
        maxPrice,
        maxDeliveryDays,
        failIfTaxed,
        discounts,
        pay,
        paid,
        gift,
        promoCodes,
        poNumber,
        notes,
        bundled,
        members,
        fulfilment,
        choice);
  }

  public OrderSpec {
    members = List.copyOf(members);
    lines = List.copyOf(lines);
    discounts = List.copyOf(discounts);
    promoCodes = List.copyOf(promoCodes);
  }

  /// How an order is paid.
  public enum Pay {
    CARD,
    GIFT_BALANCE,
    STORE_DEFAULT
  }
}
