package dev.brass.testkit.instant;

import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.BoughtItem;
import dev.brass.spi.BundlesOrders;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.InProcess;
import dev.brass.spi.Line;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A connector with every capability, to shops that live in this process: platform `instant`. Each
/// store code is an [InstantShop] of its own. It answers at once, so that what is measured around
/// it is not the store; and it is told through the shop how to fail. Thread-safe.
///
/// [RepeatingInstantConnector] is the same with attempts that can be sent again.
///
/// It is not announced to [java.util.ServiceLoader]; who wants it found names it in its own
/// `META-INF/services/dev.brass.spi.Connector`.
///
/// Settings: `host`, where its product pages are (`https://HOST/p/PRODUCT`); `instant.example`
/// unless given. `currency`, what a shop that nobody told otherwise charges in; `USD` unless given.
public class InstantConnector
    implements Connector,
        InProcess,
        ReadsProducts,
        ListsOffers,
        SearchesProducts,
        BundlesOrders,
        FindsOrders,
        TracksOrders,
        CancelsOrders,
        ReturnsOrders {
  private static final int DEFAULT_CAPACITY = 1_000_000;
  private static final String HOST = "host";
  private static final String CURRENCY = "currency";
  private static final long UNIT_PRICE = 1_000;
  private static final String PAGES = "/p/";
  private static final String ORDER_PREFIX = "I-";

  private final int capacity;
  private final Duration settlesWithin;
  private final ConcurrentMap<String, InstantShop> shops = new ConcurrentHashMap<>();

  public InstantConnector() {
    this(DEFAULT_CAPACITY, Duration.ZERO);
  }

  /// A connector to choose the limits of.
  ///
  /// @param capacity how many orders a shop keeps at most
  /// @param settlesWithin how long the shops are said to need until an absent order cannot come any
  ///     more
  public InstantConnector(int capacity, Duration settlesWithin) {
    this.capacity = capacity;
    this.settlesWithin = settlesWithin;
  }

  /// The shop behind a store's code, to tell it what to do and to look into its book.
  public InstantShop shop(String storeCode) {
    InstantShop shop = shops.get(storeCode);
    return shop != null
        ? shop
        : shops.computeIfAbsent(storeCode, code -> new InstantShop(code, capacity));
  }

  private InstantShop shop(Store store) {
    InstantShop shop = shops.get(store.code());
    return shop != null
        ? shop
        : shops.computeIfAbsent(
            store.code(),
            code ->
                new InstantShop(code, capacity)
                    .unitPrice(Money.of(UNIT_PRICE, currency(store.settings()))));
  }

  @Override
  public String platform() {
    return "instant";
  }

  /// Nothing real is bought, so that there is nothing to pay; who tries money out has the server's
  /// configuration say that the operator pays.
  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.CLIENT;
  }

  @Override
  public void check(StoreSettings settings) {
    for (String name : settings.names()) {
      if (!name.equals(HOST) && !name.equals(CURRENCY)) {
        throw new IllegalArgumentException(
            "unknown setting '" + name + "'; there are 'host' and 'currency'");
      }
    }
    if (!currency(settings).matches("[A-Z]{3}")) {
      throw new IllegalArgumentException("the setting 'currency' is no code such as USD");
    }
    if (!host(settings).matches("[a-z0-9.-]+")) {
      throw new IllegalArgumentException("the setting 'host' is not the name of a host");
    }
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    String path = page.getPath();
    return host(settings).equals(page.getHost()) && path != null && path.startsWith(PAGES)
        ? Optional.of(path.substring(PAGES.length())).filter(id -> !id.isEmpty())
        : Optional.empty();
  }

  @Override
  public Answer<Product> product(Store store, String productId) {
    InstantShop shop = shop(store);
    return shop.sells(productId)
        ? Answer.of(Goods.product(shop, productId, page(store, productId)))
        : Answer.refused(ErrorCode.EXPIRED_PRODUCT_ID.error("product_id", productId));
  }

  @Override
  public Answer<List<Offer>> offers(Store store, String productId) {
    InstantShop shop = shop(store);
    return shop.sells(productId)
        ? Answer.of(List.of(Goods.offer(shop, productId)))
        : Answer.refused(ErrorCode.EXPIRED_PRODUCT_ID.error("product_id", productId));
  }

  @Override
  public Answer<SearchPage> search(Store store, String query, int page) {
    InstantShop shop = shop(store);
    List<Product> found = new ArrayList<>();
    if (page == 1 && shop.sells(query) && !query.isBlank()) {
      found.add(Goods.product(shop, query, page(store, query)));
    }
    return Answer.of(new SearchPage(found, false));
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    InstantShop shop = shop(store);
    return switch (shop.quoting()) {
      case Quoting.Throw failing -> throw failing.exception();
      case Quoting.Refuse refuse -> Answer.refused(refuse.error());
      case Quoting.Tell _ -> {
        OrderError error = Goods.unavailable(shop, request.lines());
        yield error == null
            ? Answer.of(new Quote("", Goods.shipping(shop, request.lines(), 0), true))
            : Answer.refused(error);
      }
    };
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    InstantShop shop = shop(store);
    Instant now = store.clock().instant();
    if (now.isAfter(order.notAfter())) {
      throw StoreException.notSent(
          "asked to buy after " + order.notAfter(), new TimeoutException("too late"));
    }
    SoldOrder known = shop.order(order.attempt());
    if (known != null) {
      return new PlaceResult.Accepted(known.placement());
    }
    return switch (shop.placing()) {
      case Placing.Accept _ -> sell(shop, order, now, 0);
      case Placing.Look looking -> {
        looking.look().accept(order);
        yield sell(shop, order, now, 0);
      }
      case Placing.Dearer dearer -> sell(shop, order, now, dearer.minor());
      case Placing.Refuse refuse -> new PlaceResult.Refused(refuse.error());
      case Placing.Act act -> new PlaceResult.ActionRequired(act.action());
      case Placing.ThrowBefore failing -> throw failing.exception();
      case Placing.ThrowAfter failing -> {
        sell(shop, order, now, 0);
        throw failing.exception();
      }
      case Placing.Doubt doubt -> {
        if (doubt.recorded()) {
          sell(shop, order, now, 0);
        }
        yield new PlaceResult.InDoubt("the shop gave no clear answer");
      }
      case Placing.Hold _ -> {
        sell(shop, order, now, 0);
        shop.hold();
        yield new PlaceResult.InDoubt("the shop kept us waiting");
      }
    };
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    InstantShop shop = shop(store);
    return switch (shop.finding()) {
      case Finding.Throw failing -> throw failing.exception();
      case Finding.Unknown unknown -> new FindResult.Unknown(unknown.why());
      case Finding.Miss _ -> new FindResult.Absent();
      case Finding.Tell _ -> {
        SoldOrder sold = shop.order(order.attempt());
        yield sold == null ? new FindResult.Absent() : new FindResult.Found(sold.placement());
      }
    };
  }

  @Override
  public Duration settlesWithin() {
    return settlesWithin;
  }

  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return true;
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    SoldOrder sold = sold(store, order);
    return switch (sold.state()) {
      case PLACED -> new TrackResult.Shipments(List.of(), false);
      case SHIPPED -> new TrackResult.Shipments(List.of(Goods.parcel(sold)), true);
      case CANCELLED, CANCELLED_BY_RETAILER ->
          new TrackResult.CancelledByRetailer(sold.reason(), sold.placement().price().total());
    };
  }

  @Override
  public CancelResult cancel(Store store, MerchantOrder order, String reason) {
    sold(store, order);
    SoldOrder now =
        shop(store)
            .change(
                attempt(order),
                sold ->
                    sold.state() == SoldOrder.State.PLACED
                        ? sold.with(SoldOrder.State.CANCELLED, reason)
                        : sold);
    return switch (now.state()) {
      case CANCELLED, CANCELLED_BY_RETAILER ->
          new CancelResult.Cancelled(now.placement().price().total());
      case PLACED, SHIPPED ->
          new CancelResult.Refused(
              new OrderError(ErrorCode.MANUAL_REVIEW_REQUIRED, "the parcel is on its way"));
    };
  }

  @Override
  public ReturnResult open(Store store, ReturnOrder request) {
    SoldOrder sold = sold(store, request.order());
    return switch (sold.state()) {
      case SHIPPED ->
          new ReturnResult.Opened(
              "R-" + request.reference(),
              sold.merchantOrder().placedAt().plus(Duration.ofDays(30)),
              List.of());
      case PLACED, CANCELLED, CANCELLED_BY_RETAILER ->
          new ReturnResult.Refused(
              new OrderError(ErrorCode.MANUAL_REVIEW_REQUIRED, "nothing was delivered"));
    };
  }

  private static PlaceResult sell(InstantShop shop, PlaceOrder order, Instant now, long dearerBy) {
    List<Line> lines = order.request().lines();
    OrderError unavailable = Goods.unavailable(shop, lines);
    if (unavailable != null) {
      return new PlaceResult.Refused(unavailable);
    }
    PriceComponents price = price(shop, order, dearerBy);
    if (price == null) {
      return new PlaceResult.Refused(
          ErrorCode.INVALID_SHIPPING_METHOD.error("shipping_option", order.shippingOptionId()));
    }
    Money cap = order.priceCap();
    if (cap != null && price.total().exceeds(cap)) {
      return new PlaceResult.Refused(
          ErrorCode.MAX_PRICE_EXCEEDED.error("price", price.total().minor()));
    }
    MerchantOrder merchantOrder =
        new MerchantOrder(
            ORDER_PREFIX + order.attempt(),
            shop.code(),
            null,
            now,
            lines.stream().map(Line::productId).toList(),
            null,
            null);
    List<BoughtItem> items =
        lines.stream()
            .map(l -> new BoughtItem(l.productId(), l.quantity(), shop.unitPrice(), null))
            .toList();
    Placement placement = new Placement(List.of(merchantOrder), price, items);
    return new PlaceResult.Accepted(
        shop.sell(order.attempt(), new SoldOrder(placement, lines, SoldOrder.State.PLACED, "")));
  }

  private static @Nullable PriceComponents price(
      InstantShop shop, PlaceOrder order, long dearerBy) {
    for (Quote.PricedShipping shipping : Goods.shipping(shop, order.request().lines(), dearerBy)) {
      if (shipping.option().id().equals(order.shippingOptionId())) {
        return shipping.price();
      }
    }
    return null;
  }

  /// The order in the book, or an exception: who asks for an order that was never placed has lost
  /// track.
  private SoldOrder sold(Store store, MerchantOrder order) {
    SoldOrder sold = shop(store).order(attempt(order));
    if (sold == null) {
      throw new IllegalArgumentException("the shop has no order " + order.id());
    }
    return sold;
  }

  private static AttemptId attempt(MerchantOrder order) {
    return new AttemptId(UUID.fromString(order.id().substring(ORDER_PREFIX.length())));
  }

  private static URI page(Store store, String productId) {
    return URI.create("https://" + host(store.settings()) + PAGES + Goods.escaped(productId));
  }

  private static String currency(StoreSettings settings) {
    return settings.text(CURRENCY).orElse("USD");
  }

  private static String host(StoreSettings settings) {
    return settings.text(HOST).orElse("instant.example");
  }
}
