package dev.brass.connector.example;

import dev.brass.spi.Address;
import dev.brass.spi.Answer;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Shipment;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.StoreException;
import dev.brass.spi.TrackResult;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Orders between the shop's words and ours: pure functions.
final class ExampleMapping {

  private ExampleMapping() {}

  /// Reads a product page: `URL/p/PRODUCT`.
  static Optional<String> productId(ExampleConfig config, URI page) {
    String prefix = config.url() + "/p/";
    String address = page.toString();
    return address.startsWith(prefix) && address.length() > prefix.length()
        ? Optional.of(address.substring(prefix.length()))
        : Optional.empty();
  }

  /// The part of a request that the shop cannot serve. It is refused, never dropped.
  static Optional<OrderError> unsupported(QuoteRequest request) {
    if (!(request.payment() instanceof Payment.StoreDefault)) {
      return Optional.of(
          new OrderError(
              ErrorCode.INVALID_PAYMENT_METHOD,
              "This store bills its operator's account; order again with the store's default"
                  + " payment."));
    }
    if (request.gift() != null && request.gift().required()) {
      return Optional.of(ErrorCode.NO_GIFT_SHIPPING.error());
    }
    if (request.promoCodes().stream().anyMatch(code -> !code.optional())) {
      return Optional.of(ErrorCode.INVALID_PROMO_CODE.error());
    }
    if (request.lines().stream().anyMatch(line -> !line.variants().isEmpty())) {
      return Optional.of(ErrorCode.INVALID_VARIANT.error());
    }
    return Optional.empty();
  }

  static ExampleWire.NewCart newCart(QuoteRequest request) {
    return new ExampleWire.NewCart(
        request.attempt().toString(),
        request.lines().stream()
            .map(line -> new ExampleWire.Item(line.productId(), line.quantity()))
            .toList(),
        address(request.shipTo()));
  }

  private static ExampleWire.Address address(Address address) {
    return new ExampleWire.Address(
        address.fullName(),
        address.line1(),
        orEmpty(address.line2()),
        address.city(),
        orEmpty(address.state()),
        address.postalCode(),
        address.country(),
        orEmpty(address.phone()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// The cart's id is the handle: it is all that is needed to buy the cart.
  static Answer<Quote> quote(ExampleWire.Cart cart, QuoteRequest request) {
    if (cart.shipping().isEmpty()) {
      return Answer.refused(
          ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE.error("country", request.shipTo().country()));
    }
    return Answer.of(
        new Quote(cart.cart(), cart.shipping().stream().map(ExampleMapping::way).toList(), false));
  }

  private static Quote.PricedShipping way(ExampleWire.Way way) {
    PriceComponents price = price(way.price());
    DayRange days = new DayRange(way.earliest(), way.latest());
    return new Quote.PricedShipping(
        new ShippingOption(way.id(), way.name(), price.shipping(), days), price);
  }

  /// The reason not to buy a cart at its final price (C4).
  ///
  /// @param cap null when the client set none
  static Optional<OrderError> tooExpensive(ExampleWire.PricedCart cart, @Nullable Money cap) {
    Money total = price(cart.price()).total();
    if (cap == null || (total.currency().equals(cap.currency()) && !total.exceeds(cap))) {
      return Optional.empty();
    }
    return Optional.of(
        new OrderError(
            ErrorCode.MAX_PRICE_EXCEEDED,
            "The shop charges " + total + ", the price cap is " + cap + "; nothing was bought.",
            Map.of("max_price", cap.minor(), "price", total.minor())));
  }

  static Placement placement(ExampleWire.Order order, String storeCode, QuoteRequest request) {
    List<String> products = request.lines().stream().map(Line::productId).distinct().toList();
    return new Placement(
        List.of(
            new MerchantOrder(
                order.number(), storeCode, null, order.placed(), products, null, null)),
        price(order.price()));
  }

  /// @throws StoreException when the shop does not show the order, which says nothing about it
  static TrackResult tracked(Answer<ExampleWire.Order> answer, MerchantOrder order) {
    return switch (answer) {
      case Answer.Refused<ExampleWire.Order>(var error) ->
          throw StoreException.answerLost(
              "the shop does not show the order " + order.id() + ": " + error.message(),
              new IllegalStateException("refused"));
      case Answer.Given<ExampleWire.Order>(var shown) when shown.state().equals("cancelled") ->
          new TrackResult.CancelledByRetailer("the shop cancelled the order", null);
      case Answer.Given<ExampleWire.Order>(var shown) ->
          new TrackResult.Shipments(
              shown.parcels().orElse(List.of()).stream()
                  .map(parcel -> shipment(parcel, order))
                  .toList(),
              shown.state().equals("shipped"));
    };
  }

  /// The shop does not list the contents of a parcel.
  private static Shipment shipment(ExampleWire.Parcel parcel, MerchantOrder order) {
    return new Shipment(
        order.id(),
        parcel.carrier(),
        parcel.number(),
        null,
        List.of(),
        Shipment.Status.IN_TRANSIT,
        null,
        List.of());
  }

  private static PriceComponents price(ExampleWire.Price price) {
    return PriceComponents.of(
        new Money(price.items(), price.currency()),
        new Money(price.shipping(), price.currency()),
        new Money(price.tax(), price.currency()));
  }
}
