package dev.brass.connector.sandbox;

import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.Credential;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.Secret;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Somebody who buys at one retailer through its connector, always with the cheapest way to ship.
///
/// @param clock the store's
record Shopper(Connector connector, SandboxRetailer retailer, TestStore store, TestClock clock) {

  static final String ACCOUNT = "timbeaver@gmail.com";

  static Shopper at(SandboxMarketplace marketplace, SandboxRetailer retailer) {
    return at(marketplace, retailer, credential(ACCOUNT, null));
  }

  static Shopper at(
      SandboxMarketplace marketplace, SandboxRetailer retailer, @Nullable Credential credential) {
    Connector connector =
        marketplace.connectors().stream()
            .filter(it -> it.platform().equals(retailer.platform().code()))
            .findFirst()
            .orElseThrow();
    TestClock clock = TestClock.atStart();
    TestStore store =
        TestStore.named(retailer.code())
            .setting("retailer", retailer.code())
            .credential(credential)
            .clock(clock)
            .build();
    return new Shopper(connector, retailer, store, clock);
  }

  static Credential credential(String email, @Nullable String verificationCode) {
    return new Credential(
        email,
        Secret.of("myRetailerPassword"),
        null,
        verificationCode == null ? null : Secret.of(verificationCode));
  }

  Answer<Quote> ask(QuoteRequest request) {
    return ((PlacesOrders) connector).quote(store, request);
  }

  Quote quote(QuoteRequest request) {
    return switch (ask(request)) {
      case Answer.Given<Quote>(var quote) -> quote;
      case Answer.Refused<Quote>(var error) -> throw new AssertionError(error.toString());
    };
  }

  OrderError refusedQuote(QuoteRequest request) {
    return switch (ask(request)) {
      case Answer.Given<Quote>(var quote) -> throw new AssertionError(quote.toString());
      case Answer.Refused<Quote>(var error) -> error;
    };
  }

  /// The wish to buy what was asked for in the cheapest way, for any price.
  PlaceOrder order(QuoteRequest request) {
    return order(request, quote(request), null);
  }

  PlaceOrder order(QuoteRequest request, Quote quote, @Nullable Money cap) {
    PricedShipping cheapest =
        quote.shipping().stream().min(Comparator.comparing(it -> it.price().total())).orElseThrow();
    return new PlaceOrder(
        request,
        quote.handle(),
        cheapest.option().id(),
        cheapest.price().total(),
        cap,
        clock.instant().plus(Duration.ofMinutes(5)));
  }

  PlaceResult place(PlaceOrder order) {
    return ((PlacesOrders) connector).place(store, order);
  }

  PlaceResult place(QuoteRequest request) {
    return place(order(request));
  }

  OrderError refused(QuoteRequest request) {
    return switch (place(request)) {
      case PlaceResult.Refused(var error) -> error;
      case PlaceResult other -> throw new AssertionError(other.toString());
    };
  }

  /// The refusal of a quote or of placing it; null when it is not refused.
  @Nullable OrderError refusedOrNull(QuoteRequest request) {
    if (ask(request) instanceof Answer.Refused<Quote>(var error)) {
      return error;
    }
    return place(request) instanceof PlaceResult.Refused(var error) ? error : null;
  }

  Placement buy(QuoteRequest request) {
    return accepted(place(request));
  }

  MerchantOrder bought(Wish wish) {
    return buy(wish.request()).merchantOrders().getFirst();
  }

  static Placement accepted(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Accepted(var placement) -> placement;
      case PlaceResult other -> throw new AssertionError(other.toString());
    };
  }

  FindResult find(QuoteRequest request) {
    return ((FindsOrders) connector)
        .find(store, new FindOrder(request.attempt(), "", request, Instant.EPOCH));
  }

  FindResult find(AttemptId attempt, QuoteRequest request) {
    return ((FindsOrders) connector)
        .find(store, new FindOrder(attempt, "", request, Instant.EPOCH));
  }

  TrackResult track(MerchantOrder order) {
    return ((TracksOrders) connector).track(store, order);
  }

  CancelResult cancel(MerchantOrder order) {
    return ((CancelsOrders) connector).cancel(store, order, "no longer needed");
  }

  ReturnResult open(ReturnOrder request) {
    return ((ReturnsOrders) connector).open(store, request);
  }
}
