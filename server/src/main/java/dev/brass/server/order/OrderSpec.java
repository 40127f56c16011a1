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
/// @param account the managed account it is bought with; null when its request has the log-in
public record OrderSpec(
    String store,
    List<OrderLine> lines,
    Delivery delivery,
    Payment payment,
    Terms terms,
    Reference reference,
    Bundle bundle,
    @Nullable AccountChoice account) {

  public OrderSpec {
    lines = List.copyOf(lines);
  }

  /// Where and how it is delivered.
  ///
  /// @param maxDays fail if delivery may take longer; null for no bound
  public record Delivery(
      Address to, ShippingRule shipping, @Nullable Integer maxDays, @Nullable Gift gift) {}

  /// How it is paid.
  ///
  /// @param pay a card's data is stored separately, sealed
  /// @param funding the source of its money; null when it costs its tenant nothing here
  public record Payment(Pay pay, @Nullable Address billTo, @Nullable Funding funding) {}

  /// The limits of the purchase.
  ///
  /// @param maxPrice the price cap for the whole order in the minor unit of the store's currency,
  ///     which must be that of its funding if that has one; null for none
  /// @param failIfTaxed fail rather than pay tax
  /// @param discounts the discounts that the client expects at some sellers, for the choice of an
  ///     offer
  /// @param fulfilment the parts that may be given up so that the rest can be bought
  public record Terms(
      @Nullable Long maxPrice,
      boolean failIfTaxed,
      List<OfferDiscount> discounts,
      List<PromoCode> promoCodes,
      Fulfilment fulfilment) {

    /// Any price, and nothing may be given up.
    public static final Terms ANY_PRICE =
        new Terms(null, false, List.of(), List.of(), Fulfilment.WHOLE);

    public Terms {
      discounts = List.copyOf(discounts);
      promoCodes = List.copyOf(promoCodes);
    }

    /// Up to this price, and nothing may be given up.
    public static Terms upTo(long maxPrice) {
      return new Terms(maxPrice, false, List.of(), List.of(), Fulfilment.WHOLE);
    }
  }

  /// The client's own data about it.
  ///
  /// @param notes `client_notes` of v1, `metadata` of v2
  public record Reference(@Nullable String poNumber, Map<String, Object> notes) {
    public static final Reference NONE = new Reference(null, Map.of());
  }

  /// Its part in purchases of several orders.
  ///
  /// @param waits whether it waits to be bought together with others
  /// @param members the orders that it buys for if it is a bundle; else none
  public record Bundle(boolean waits, List<BundleMember> members) {
    public static final Bundle NONE = new Bundle(false, List.of());

    public Bundle {
      members = List.copyOf(members);
    }
  }

  /// The same, bought with another account.
  public OrderSpec with(@Nullable AccountChoice choice) {
    return new OrderSpec(store, lines, delivery, payment, terms, reference, bundle, choice);
  }

  /// The same with this funding.
  OrderSpec with(@Nullable Funding funding) {
    Payment paid = new Payment(payment.pay(), payment.billTo(), funding);
    return new OrderSpec(store, lines, delivery, paid, terms, reference, bundle, account);
  }

  /// How an order is paid.
  public enum Pay {
    CARD,
    GIFT_BALANCE,
    STORE_DEFAULT
  }
}
