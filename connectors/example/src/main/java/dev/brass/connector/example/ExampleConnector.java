package dev.brass.connector.example;

import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Buys from Example shops. Stateless and thread-safe (C1).
///
/// Its capabilities are the interfaces that it implements: to support one more, implement its
/// interface, and the contract test asks for what is missing.
public final class ExampleConnector implements Connector, PlacesOrders, TracksOrders {

  /// The shop answers within seconds. The network may deliver a call for up to two minutes after
  /// the connection was given up.
  private static final Duration SETTLES_WITHIN = Duration.ofMinutes(2);

  @Override
  public String platform() {
    return "example";
  }

  @Override
  public void check(StoreSettings settings) {
    ExampleConfig.of(settings);
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    return ExampleMapping.productId(ExampleConfig.of(settings), page);
  }

  /// The shop bills the account of the API token, which is the operator's.
  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.OPERATOR;
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    Optional<OrderError> unsupported = ExampleMapping.unsupported(request);
    if (unsupported.isPresent()) {
      return Answer.refused(unsupported.get());
    }
    return switch (client(store).openCart(ExampleMapping.newCart(request))) {
      case Answer.Given<ExampleWire.Cart>(var cart) -> ExampleMapping.quote(cart, request);
      case Answer.Refused<ExampleWire.Cart>(var error) -> Answer.refused(error);
    };
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    ExampleClient client = client(store);
    Answer<ExampleWire.PricedCart> chosen;
    try {
      chosen = client.chooseShipping(order.handle(), order.shippingOptionId());
    } catch (StoreException e) {
      // Nothing was bought so far, so that a lost answer here is no doubt.
      throw StoreException.notSent("the shop did not price the cart; the order was not sent", e);
    }
    return switch (chosen) {
      case Answer.Refused<ExampleWire.PricedCart>(var error) -> new PlaceResult.Refused(error);
      case Answer.Given<ExampleWire.PricedCart>(var cart) ->
          ExampleMapping.tooExpensive(cart, order.priceCap())
              .<PlaceResult>map(PlaceResult.Refused::new)
              .orElseGet(() -> buy(client, store, order));
    };
  }

  /// Sends the irrevocable call. A lost answer leaves this method as a [StoreException], which the
  /// server takes for doubt. So is an error that is not in our table: it may mean anything, such as
  /// that the cart has already become an order.
  private static PlaceResult buy(ExampleClient client, Store store, PlaceOrder order) {
    return switch (client.buy(order.handle(), order.attempt().toString())) {
      case Answer.Given<ExampleWire.Order>(var placed) ->
          new PlaceResult.Accepted(ExampleMapping.placement(placed, store.code(), order.request()));
      case Answer.Refused<ExampleWire.Order>(var error)
          when error.code() == ErrorCode.INTERNAL_ERROR ->
          new PlaceResult.InDoubt(error.message());
      case Answer.Refused<ExampleWire.Order>(var error) -> new PlaceResult.Refused(error);
    };
  }

  /// Compares each order with the attempt: a shop may ignore the filter and list all orders.
  @Override
  public FindResult find(Store store, FindOrder order) {
    String reference = order.attempt().toString();
    return client(store).orders(reference).stream()
        .filter(found -> found.reference().equals(reference))
        .findFirst()
        .<FindResult>map(
            found ->
                new FindResult.Found(
                    ExampleMapping.placement(found, store.code(), order.request())))
        .orElseGet(FindResult.Absent::new);
  }

  @Override
  public Duration settlesWithin() {
    return SETTLES_WITHIN;
  }

  /// The shop searches for our reference, so that the handle is not needed.
  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return true;
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    return ExampleMapping.tracked(client(store).order(order.id()), order);
  }

  private static ExampleClient client(Store store) {
    return new ExampleClient(store.http(), ExampleConfig.of(store.settings()));
  }
}
