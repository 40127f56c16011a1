package dev.brass.connector.vendure;

import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.TestStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The server's part in tests of whole orders: a connector and a store's settings, both new for
/// each buyer, so that what one buyer finds was never in another's memory.
final class TestBuyer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final AtomicLong ATTEMPTS = new AtomicLong(System.nanoTime());

  final VendureConnector connector = new VendureConnector();
  final TestStore store;

  /// @param url of the shop, or of a proxy in front of it
  TestBuyer(URI url, Map<String, String> more) {
    TestStore.Builder builder =
        TestStore.named("my-shop")
            .setting("url", url.toString())
            .setting("payment-method", VendureProgram.PAYMENT_METHOD)
            .setting("customer-email", "orders@buyer.example");
    more.forEach(builder::setting);
    store = builder.build();
  }

  /// An attempt that was priced.
  record Quoted(QuoteRequest request, Quote quote, Instant at) {
    String reference() {
      return request.attempt().toString();
    }

    /// The code that the order will have at the shop.
    String code() {
      return VendureHandle.parse(quote.handle()).orElseThrow().code();
    }

    Money total() {
      return quote.shipping().getFirst().price().total();
    }
  }

  static QuoteRequest request(TestOrder order) {
    return order.request(new AttemptId(new UUID(ATTEMPTS.incrementAndGet(), 1L << 63)));
  }

  Quoted quote(TestOrder order) {
    return quote(request(order));
  }

  Quoted quote(QuoteRequest request) {
    return switch (connector.quote(store, request)) {
      case Answer.Given<Quote>(Quote quote) -> new Quoted(request, quote, store.clock().instant());
      case Answer.Refused<Quote>(OrderError error) -> throw new AssertionError(error);
    };
  }

  OrderError refusedQuote(TestOrder order) {
    return switch (connector.quote(store, request(order))) {
      case Answer.Given<Quote>(Quote quote) -> throw new AssertionError(quote);
      case Answer.Refused<Quote>(OrderError error) -> error;
    };
  }

  PlaceResult place(Quoted quoted, @Nullable Money cap) {
    return connector.place(
        store,
        new PlaceOrder(
            quoted.request(),
            quoted.quote().handle(),
            quoted.quote().shipping().getFirst().option().id(),
            quoted.total(),
            cap,
            quoted.at().plus(PATIENCE)));
  }

  MerchantOrder buy(TestOrder order) {
    Quoted quoted = quote(order);
    PlaceResult result = place(quoted, quoted.total());
    if (result instanceof PlaceResult.Accepted(Placement placement)) {
      return placement.merchantOrders().getFirst();
    }
    throw new AssertionError("the order should be accepted: " + result);
  }

  FindResult find(Quoted quoted) {
    return connector.find(
        store,
        new FindOrder(
            quoted.request().attempt(), quoted.quote().handle(), quoted.request(), quoted.at()));
  }

  TrackResult track(MerchantOrder order) {
    return connector.track(store, order);
  }

  @Override
  public void close() {
    store.close();
  }
}
