package dev.brass.connector.vendure;

import dev.brass.spi.Address;
import dev.brass.spi.Answer;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ShippingOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Orders between Vendure's words and ours: pure functions of a shop's settings and what came over
/// the wire. The catalogue is [VendureCatalogue]'s, parcels are [VendureTracking]'s.
final class VendureMapping {

  private static final int MOST_SHIPPING_METHODS = 20;
  private static final int LONGEST_HANDLE = 4096;

  /// States of a payment after which it can no longer become an order.
  private static final Set<String> FAILED_PAYMENT = Set.of("Declined", "Error", "Cancelled");

  private final VendureConfig config;

  VendureMapping(VendureConfig config) {
    this.config = config;
  }

  /// Why a Vendure shop cannot serve a request at all.
  static Optional<OrderError> unsupported(QuoteRequest request) {
    Gift gift = request.gift();
    if (gift != null && gift.required()) {
      return Optional.of(ErrorCode.NO_GIFT_SHIPPING.error());
    }
    return switch (request.payment()) {
      case Payment.StoreDefault _ -> Optional.empty();
      case Payment.Card _, Payment.GiftBalance _ ->
          Optional.of(
              new OrderError(
                  ErrorCode.INVALID_PAYMENT_METHOD,
                  "A Vendure shop is paid by the method that is set up for it; order again with"
                      + " the store's default payment."));
    };
  }

  /// @param offered the codes of those that the shop offers for the order
  OrderError noPaymentMethod(List<String> offered) {
    return new OrderError(
        ErrorCode.INVALID_PAYMENT_METHOD,
        "The shop does not offer the payment method of the store's setting 'payment-method' ("
            + config.paymentMethod()
            + ") for this order; it offers "
            + (offered.isEmpty() ? "none" : String.join(", ", offered))
            + ".");
  }

  static OrderError otherContents() {
    return new OrderError(
        ErrorCode.INTERNAL_ERROR,
        "The shop's cart does not hold what was asked for; nothing was bought, and a new attempt"
            + " starts with a new cart.");
  }

  Map<String, Object> customer(QuoteRequest request, @Nullable Credential credential) {
    String email = credential == null ? config.customerEmail() : credential.email();
    if (config.referenceInEmail()) {
      int at = email.lastIndexOf('@');
      email = email.substring(0, at) + "+" + request.attempt().compact() + email.substring(at);
    }
    Map<String, Object> customer = new LinkedHashMap<>();
    customer.put("emailAddress", email);
    customer.put("firstName", request.shipTo().firstName());
    customer.put("lastName", request.shipTo().lastName());
    putIfPresent(customer, "phoneNumber", request.shipTo().phone());
    return customer;
  }

  static Map<String, Object> address(Address address) {
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("fullName", address.fullName());
    wire.put("streetLine1", address.line1());
    putIfPresent(wire, "streetLine2", address.line2());
    wire.put("city", address.city());
    putIfPresent(wire, "province", address.state());
    wire.put("postalCode", address.postalCode());
    wire.put("countryCode", address.country());
    putIfPresent(wire, "phoneNumber", address.phone());
    return wire;
  }

  /// What goes to the payment method's handler; the shop's staff sees it at the payment.
  Map<String, Object> paymentMetadata(QuoteRequest request) {
    Map<String, Object> metadata = new LinkedHashMap<>(config.paymentMetadata());
    metadata.put("clientReference", request.attempt().toString());
    putIfPresent(metadata, "poNumber", request.poNumber());
    return metadata;
  }

  private static void putIfPresent(Map<String, Object> wire, String name, @Nullable String value) {
    if (value != null) {
      wire.put(name, value);
    }
  }

  /// The cheapest ways to ship, at most twenty: each costs a call to be priced exactly.
  static List<VendureWire.ShippingMethodQuote> affordable(
      List<VendureWire.ShippingMethodQuote> methods) {
    return methods.stream()
        .sorted(Comparator.comparingLong(VendureWire.ShippingMethodQuote::priceWithTax))
        .limit(MOST_SHIPPING_METHODS)
        .toList();
  }

  /// @param priced the cart with this way to ship
  Quote.PricedShipping pricedShipping(
      VendureWire.ShippingMethodQuote method, VendureWire.Order priced) {
    return new Quote.PricedShipping(
        new ShippingOption(
            method.id(),
            method.name(),
            money(method.priceWithTax(), priced.currencyCode()),
            config.deliveryDays().of(method.code())),
        price(priced));
  }

  Answer<Quote> quote(VendureHandle handle, List<Quote.PricedShipping> shipping) {
    String text = handle.text();
    return text.length() > LONGEST_HANDLE
        ? Answer.refused(
            new OrderError(
                ErrorCode.MAX_QUANTITY_EXCEEDED,
                "The order has too many different products; split it and order again."))
        : Answer.of(new Quote(text, shipping, false));
  }

  /// Whether a cart holds exactly the chosen variants in the quantities asked for. Adding to a cart
  /// is not repeatable, so that a call that was sent twice shows here.
  static boolean holds(VendureWire.Order cart, List<String> variantIds, List<Line> lines) {
    if (variantIds.size() != lines.size()) {
      return false;
    }
    Map<String, Integer> wanted = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      wanted.merge(variantIds.get(i), lines.get(i).quantity(), Math::addExact);
    }
    Map<String, Integer> held = new HashMap<>();
    for (VendureWire.OrderLine line : cart.lines()) {
      if (line.quantity() > 0) {
        held.merge(line.productVariant().id(), line.quantity(), Math::addExact);
      }
    }
    return held.equals(wanted);
  }

  /// Why a cart must not be paid for: it is not the quoted one, or costs more than it may (C4).
  Optional<OrderError> mayNotBePaid(
      VendureWire.Order cart, VendureHandle handle, PlaceOrder order) {
    if (!cart.code().equals(handle.code())
        || !holds(cart, handle.variantIds(), order.request().lines())) {
      return Optional.of(otherContents());
    }
    Money total = money(cart.totalWithTax(), cart.currencyCode());
    Money cap = order.priceCap();
    if (cap == null || (total.currency().equals(cap.currency()) && !total.exceeds(cap))) {
      return Optional.empty();
    }
    return Optional.of(
        new OrderError(
            ErrorCode.MAX_PRICE_EXCEEDED,
            "The shop wants " + total + ", the price cap is " + cap + "; nothing was bought.",
            Map.of("max_price", cap.minor(), "price", total.minor())));
  }

  static boolean isPlaced(VendureWire.Order order) {
    return !order.active() && order.orderPlacedAt() != null;
  }

  /// Whether a cart was paid without having become an order yet.
  static boolean hasOpenPayment(VendureWire.Order cart) {
    return cart.paymentsOrNone().stream()
        .anyMatch(payment -> !FAILED_PAYMENT.contains(payment.state()));
  }

  static Predicate<VendureWire.Order> hasCode(String code) {
    return order -> order.code().equals(code);
  }

  static Predicate<VendureWire.Order> hasReference(String reference) {
    return order -> {
      Map<String, Object> fields = order.customFields();
      return fields != null && reference.equals(fields.get("reference"));
    };
  }

  /// @param placed for which [#isPlaced] holds
  Placement placement(VendureWire.Order placed, String storeCode, QuoteRequest request) {
    Instant placedAt = placed.orderPlacedAt();
    if (placedAt == null) {
      throw new IllegalArgumentException("the order " + placed.code() + " is not placed");
    }
    return new Placement(
        List.of(
            new MerchantOrder(
                placed.code(),
                storeCode,
                null,
                placedAt,
                request.lines().stream().map(Line::productId).distinct().toList(),
                null,
                null)),
        price(placed));
  }

  /// What an order costs: Vendure's own totals, of which the parts are the prices before discounts.
  /// The discount is what is missing from them to the total without tax, because Vendure rounds it
  /// per unit.
  PriceComponents price(VendureWire.Order order) {
    long subtotal = 0;
    for (VendureWire.OrderLine line : order.lines()) {
      subtotal = Math.addExact(subtotal, line.linePrice());
    }
    long shipping = 0;
    for (VendureWire.ShippingLine line : order.shippingLines()) {
      shipping = Math.addExact(shipping, line.price());
    }
    long fees = 0;
    for (VendureWire.Surcharge surcharge : order.surcharges()) {
      fees = Math.addExact(fees, Math.max(0, surcharge.price()));
    }
    long discount =
        Math.subtractExact(Math.addExact(Math.addExact(subtotal, shipping), fees), order.total());
    if (discount < 0) {
      fees = Math.subtractExact(fees, discount);
      discount = 0;
    }
    long tax = Math.subtractExact(order.totalWithTax(), order.total());
    String currency = order.currencyCode();
    return new PriceComponents(
        money(subtotal, currency),
        money(shipping, currency),
        money(tax, currency),
        money(discount, currency),
        money(fees, currency),
        money(order.totalWithTax(), currency),
        null);
  }

  /// The exact amount of a number of the shop.
  ///
  /// @throws VendureRefusal when our unit of the currency cannot express it exactly, or the
  ///     currency is unknown
  Money money(long amount, String currencyCode) {
    return VendureMoney.of(amount, currencyCode, config.moneyPrecision());
  }
}
