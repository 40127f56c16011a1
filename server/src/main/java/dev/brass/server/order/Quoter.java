package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.order.Concession.Concern;
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
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Gets the current price of an order and checks it against the request: product, variants, offers
/// that pass the criteria, the cheapest of them, shipping by the order's rule, the price cap. It
/// never buys.
final class Quoter {

  private Quoter() {}

  /// A quote that fits its order.
  ///
  /// @param cap the maximum that the store may charge; null for no bound
  /// @param concessions the requirements that are given up
  record Fitting(
      QuoteRequest request,
      Quote quote,
      PricedShipping shipping,
      @Nullable Money cap,
      List<Concession> concessions) {
    Money total() {
      return shipping.price().total();
    }
  }

  /// A line with the offer that was chosen for it.
  ///
  /// @param price of all its units; null where the store has no choice of offers
  private record Chosen(Line line, @Nullable Money price) {}

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
    Relaxed wanted = Relaxed.nothing(order.spec());
    while (true) {
      Answer<Fitting> answer = quote(store, connector, session, order, secrets, attempt, wanted);
      Optional<Relaxed> less =
          answer instanceof Answer.Refused<Fitting>(var error)
              ? wanted.after(error, order.spec().terms().fulfilment())
              : Optional.empty();
      if (less.isEmpty()) {
        return answer;
      }
      // Each round removes a line or reduces its units, so the loop ends.
      wanted = less.get();
    }
  }

  private static Answer<Fitting> quote(
      ConfiguredStore store,
      PlacesOrders connector,
      StoreSession session,
      Order order,
      OrderPrivate secrets,
      AttemptId attempt,
      Relaxed wanted) {
    return switch (choose(store, session, order.spec(), wanted.lines())) {
      case Answer.Refused<List<Chosen>>(var error) -> Answer.refused(error);
      case Answer.Given<List<Chosen>>(var chosen) -> {
        List<Line> lines = chosen.stream().map(Chosen::line).toList();
        QuoteRequest request = request(order, secrets, attempt, lines);
        yield switch (connector.quote(session, request)) {
          case Answer.Refused<Quote>(var error) -> Answer.refused(error);
          case Answer.Given<Quote>(var quote) -> fit(order.spec(), request, quote, chosen, wanted);
        };
      }
    };
  }

  /// The current price of an order's products, in minor units; 0 where only a cart has prices.
  ///
  /// @throws dev.brass.spi.StoreException when the store cannot be reached
  static Answer<Money> worth(ConfiguredStore store, StoreSession session, OrderSpec spec) {
    return switch (choose(store, session, spec, spec.lines())) {
      case Answer.Refused<List<Chosen>>(var error) -> Answer.refused(error);
      case Answer.Given<List<Chosen>>(var chosen) ->
          chosen.stream()
              .map(Chosen::price)
              .flatMap(Stream::ofNullable)
              .reduce(Money::plus)
              .map(Answer::of)
              .orElseGet(() -> Answer.refused(ErrorCode.NO_MATCHING_OFFER.error()));
    };
  }

  private static Answer<List<Chosen>> choose(
      ConfiguredStore store, StoreSession session, OrderSpec spec, List<OrderLine> lines) {
    List<Chosen> chosen = new ArrayList<>();
    for (OrderLine line : lines) {
      switch (line(store, session, spec, line)) {
        case Answer.Given<Chosen>(var one) -> chosen.add(one);
        case Answer.Refused<Chosen>(var error) -> {
          return Answer.refused(error);
        }
      }
    }
    return Answer.of(chosen);
  }

  static QuoteRequest request(
      Order order, OrderPrivate secrets, AttemptId attempt, List<Line> lines) {
    OrderSpec spec = order.spec();
    Address billTo = spec.payment().billTo();
    return new QuoteRequest(
        order.id().value(),
        attempt,
        lines,
        spec.delivery().to(),
        billTo,
        payment(spec, secrets),
        spec.delivery().gift(),
        spec.terms().promoCodes(),
        spec.reference().poNumber(),
        spec.reference().notes());
  }

  private static Payment payment(OrderSpec spec, OrderPrivate secrets) {
    return switch (spec.payment().pay()) {
      case CARD -> secrets.card() == null ? new Payment.StoreDefault() : secrets.card();
      case GIFT_BALANCE -> new Payment.GiftBalance();
      case STORE_DEFAULT -> new Payment.StoreDefault();
    };
  }

  private static Answer<Chosen> line(
      ConfiguredStore store, StoreSession session, OrderSpec spec, OrderLine line) {
    if (!(store.connector() instanceof ListsOffers connector)) {
      return Answer.of(new Chosen(line(line, null), null));
    }
    return switch (connector.offers(session, line.productId())) {
      case Answer.Refused<List<Offer>>(var error) -> Answer.refused(error);
      case Answer.Given<List<Offer>>(var offers) ->
          OfferSelection.cheapest(
                  offers, line.criteria(), line.quantity(), spec.terms().discounts())
              .<Answer<Chosen>>map(
                  offer ->
                      Answer.of(
                          new Chosen(
                              line(line, offer.offerId()), offer.price().times(line.quantity()))))
              .orElseGet(() -> Answer.refused(noOffer(line, offers)));
    };
  }

  private static Line line(OrderLine line, @Nullable String offerId) {
    return new Line(line.productId(), offerId, line.quantity(), line.variants(), line.shipTo());
  }

  private static OrderError noOffer(OrderLine line, List<Offer> offers) {
    boolean soldOut = offers.stream().noneMatch(Offer::available);
    ErrorCode code = soldOut ? ErrorCode.PRODUCT_UNAVAILABLE : ErrorCode.NO_MATCHING_OFFER;
    return code.error("product_id", line.productId());
  }

  private static Answer<Fitting> fit(
      OrderSpec spec, QuoteRequest request, Quote quote, List<Chosen> chosen, Relaxed wanted) {
    Gift gift = spec.delivery().gift();
    if (gift != null && gift.required() && Boolean.FALSE.equals(quote.giftable())) {
      return Answer.refused(ErrorCode.NO_GIFT_SHIPPING.error());
    }
    return switch (ShippingSelection.choose(quote.shipping(), spec.delivery().shipping())) {
      case Answer.Refused<PricedShipping>(var error) -> Answer.refused(error);
      case Answer.Given<PricedShipping>(var shipping) -> {
        Money total = shipping.price().total();
        Funding funding = spec.payment().funding();
        Currency currency = funding == null ? null : funding.currency();
        if (currency != null && !total.currency().equals(currency)) {
          yield Answer.refused(otherCurrency(total, currency));
        }
        if (spec.terms().maxPrice() != null && total.minor() > spec.terms().maxPrice()) {
          yield Answer.refused(capExceeded(total, spec.terms().maxPrice()));
        }
        if (spec.terms().failIfTaxed() && shipping.price().tax().minor() > 0) {
          yield Answer.refused(taxed(shipping.price().tax()));
        }
        int days = shipping.option().delivery().max();
        if (spec.delivery().maxDays() != null && days > spec.delivery().maxDays()) {
          yield Answer.refused(tooLate(days, spec.delivery().maxDays()));
        }
        Optional<OrderError> tooDear =
            BundleCaps.broken(
                spec.bundle().members(),
                shipping.price(),
                spec.bundle().members().stream().map(member -> weight(member, chosen)).toList());
        yield tooDear.isPresent()
            ? Answer.refused(tooDear.get())
            : Answer.of(
                new Fitting(
                    request, quote, shipping, cap(spec, total), concessions(gift, quote, wanted)));
      }
    };
  }

  /// All concessions, including gift wrapping that the order requests but does not require.
  private static List<Concession> concessions(@Nullable Gift gift, Quote quote, Relaxed wanted) {
    return gift != null && Boolean.FALSE.equals(quote.giftable())
        ? wanted.and(
            new Concession(
                Concern.GIFT,
                ErrorCode.NO_GIFT_SHIPPING,
                ErrorCode.NO_GIFT_SHIPPING.meaning(),
                null,
                null,
                null))
        : wanted.concessions();
  }

  /// The maximum that the store may charge. Each bundle member can afford its share of this total
  /// and of any lower one.
  private static @Nullable Money cap(OrderSpec spec, Money total) {
    if (spec.bundle().members().stream().anyMatch(member -> member.maxPrice() != null)) {
      return total;
    }
    return spec.terms().maxPrice() == null
        ? null
        : new Money(spec.terms().maxPrice(), total.currency());
  }

  private static long weight(BundleMember member, List<Chosen> chosen) {
    return chosen.stream()
        .filter(one -> member.productIds().contains(one.line().productId()))
        .mapToLong(one -> one.price() == null ? 0 : one.price().minor())
        .sum();
  }

  /// A price cap in one currency does not apply to a price in another.
  static OrderError otherCurrency(Money total, Currency paidIn) {
    return new OrderError(
        ErrorCode.PAYMENT_INFO_PROBLEM,
        "The order would cost %s, and is paid in %s; nothing was bought."
            .formatted(total, paidIn.getCurrencyCode()),
        Map.of(
            "currency", total.currency().getCurrencyCode(),
            "balance_currency", paidIn.getCurrencyCode()));
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

  static OrderError capExceeded(Money total, long maxPrice) {
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
