package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreSession;
import dev.brass.spi.Address;
import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.QuoteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an order would cost now, and whether that is what the client asked for: product, variants,
/// offers that pass the criteria, the cheapest left, shipping by the order's rule, the price cap.
/// Nothing here buys.
final class Quoter {

  private Quoter() {}

  /// A quote that fits its order.
  record Fitting(QuoteRequest request, Quote quote, PricedShipping shipping) {
    Money total() {
      return shipping.price().total();
    }
  }

  /// Asks the store.
  ///
  /// @throws dev.brass.spi.StoreException when the store cannot be reached
  static Answer<Fitting> quote(
      ConfiguredStore store,
      StoreSession session,
      Order order,
      OrderPrivate secrets,
      AttemptId attempt) {
    if (!(store.connector() instanceof PlacesOrders connector)) {
      return Answer.refused(
          new OrderError(
              ErrorCode.RETAILER_NOT_SUPPORTED,
              "The store '" + store.code() + "' takes no orders.",
              Map.of("retailer", store.code())));
    }
    List<Line> lines = new ArrayList<>();
    for (OrderLine line : order.spec().lines()) {
      switch (line(store, session, order.spec(), line)) {
        case Answer.Given<Line>(var chosen) -> lines.add(chosen);
        case Answer.Refused<Line>(var error) -> {
          return Answer.refused(error);
        }
      }
    }
    QuoteRequest request = request(order, secrets, attempt, lines);
    return switch (connector.quote(session, request)) {
      case Answer.Refused<Quote>(var error) -> Answer.refused(error);
      case Answer.Given<Quote>(var quote) -> fit(order.spec(), request, quote);
    };
  }

  static QuoteRequest request(
      Order order, OrderPrivate secrets, AttemptId attempt, List<Line> lines) {
    OrderSpec spec = order.spec();
    Address billTo = spec.billTo();
    return new QuoteRequest(
        order.id().value(),
        attempt,
        lines,
        spec.shipTo(),
        billTo,
        payment(spec, secrets),
        spec.gift(),
        spec.promoCodes(),
        spec.poNumber(),
        spec.notes());
  }

  private static Payment payment(OrderSpec spec, OrderPrivate secrets) {
    return switch (spec.pay()) {
      case CARD -> secrets.card() == null ? new Payment.StoreDefault() : secrets.card();
      case GIFT_BALANCE -> new Payment.GiftBalance();
      case STORE_DEFAULT -> new Payment.StoreDefault();
    };
  }

  private static Answer<Line> line(
      ConfiguredStore store, StoreSession session, OrderSpec spec, OrderLine line) {
    if (!(store.connector() instanceof ListsOffers connector)) {
      return Answer.of(new Line(line.productId(), null, line.quantity(), line.variants()));
    }
    return switch (connector.offers(session, line.productId())) {
      case Answer.Refused<List<Offer>>(var error) -> Answer.refused(error);
      case Answer.Given<List<Offer>>(var offers) ->
          OfferSelection.cheapest(offers, line.criteria(), line.quantity(), spec.discounts())
              .<Answer<Line>>map(
                  offer ->
                      Answer.of(
                          new Line(
                              line.productId(), offer.offerId(), line.quantity(), line.variants())))
              .orElseGet(() -> Answer.refused(noOffer(line, offers)));
    };
  }

  private static OrderError noOffer(OrderLine line, List<Offer> offers) {
    boolean soldOut = offers.stream().noneMatch(Offer::available);
    ErrorCode code = soldOut ? ErrorCode.PRODUCT_UNAVAILABLE : ErrorCode.NO_MATCHING_OFFER;
    return code.error("product_id", line.productId());
  }

  private static Answer<Fitting> fit(OrderSpec spec, QuoteRequest request, Quote quote) {
    Gift gift = spec.gift();
    if (gift != null && gift.required() && Boolean.FALSE.equals(quote.giftable())) {
      return Answer.refused(ErrorCode.NO_GIFT_SHIPPING.error());
    }
    return switch (ShippingSelection.choose(quote.shipping(), spec.shipping())) {
      case Answer.Refused<PricedShipping>(var error) -> Answer.refused(error);
      case Answer.Given<PricedShipping>(var shipping) -> {
        Money total = shipping.price().total();
        Funding funding = spec.funding();
        if (funding != null && !total.currency().equals(funding.hold().currency())) {
          yield Answer.refused(otherCurrency(total, funding));
        }
        if (spec.maxPrice() != null && total.minor() > spec.maxPrice()) {
          yield Answer.refused(capExceeded(total, spec.maxPrice()));
        }
        if (spec.failIfTaxed() && shipping.price().tax().minor() > 0) {
          yield Answer.refused(taxed(shipping.price().tax()));
        }
        int days = shipping.option().delivery().max();
        if (spec.maxDeliveryDays() != null && days > spec.maxDeliveryDays()) {
          yield Answer.refused(tooLate(days, spec.maxDeliveryDays()));
        }
        yield Answer.of(new Fitting(request, quote, shipping));
      }
    };
  }

  private static OrderError otherCurrency(Money total, Funding funding) {
    return new OrderError(
        ErrorCode.PAYMENT_INFO_PROBLEM,
        "The order would cost %s, and the balance it is paid from is in %s; nothing was bought."
            .formatted(total, funding.hold().currency().getCurrencyCode()),
        Map.of(
            "currency", total.currency().getCurrencyCode(),
            "balance_currency", funding.hold().currency().getCurrencyCode()));
  }

  private static OrderError taxed(Money tax) {
    return new OrderError(
        ErrorCode.TAXED,
        "The order would be taxed with " + tax + "; nothing was bought.",
        Map.of("tax", tax.minor()));
  }

  private static OrderError tooLate(int days, int most) {
    return new OrderError(
        ErrorCode.MAX_DELIVERY_DAYS_EXCEEDED,
        "The order may take %d days, more than the %d it allows; nothing was bought."
            .formatted(days, most),
        Map.of("max_delivery_days", most, "delivery_days", days));
  }

  private static OrderError capExceeded(Money total, long maxPrice) {
    return new OrderError(
        ErrorCode.MAX_PRICE_EXCEEDED,
        "The order would cost "
            + total
            + ", over its price cap of "
            + new Money(maxPrice, total.currency())
            + "; nothing was bought.",
        Map.of("max_price", maxPrice, "price", total.minor()));
  }
}
