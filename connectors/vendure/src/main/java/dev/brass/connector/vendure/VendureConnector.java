package dev.brass.connector.vendure;

import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.RecognizesShops;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Buys from Vendure shops as a guest. Stateless and thread-safe (C1).
///
/// One attempt has one session and one cart at the shop. Vendure gives the cart the code that the
/// order will have, so that the order's number is in the committed handle before anything is paid,
/// and [#find] asks for exactly that order (C2). A guest can neither cancel an order nor return its
/// goods, so that this connector claims neither.
public final class VendureConnector
    implements Connector,
        ReadsProducts,
        ListsOffers,
        SearchesProducts,
        PlacesOrders,
        FindsOrders,
        TracksOrders,
        RecognizesShops {

  /// Vendure pays inside the request, and a payment provider may take its time: those in use give
  /// up within 80 seconds.
  private static final Duration SETTLES_WITHIN = Duration.ofMinutes(2);

  private static final String SEEN_NO_LONGER =
      "guests see an order for a while only, by default two hours; the settings admin-username and"
          + " admin-password let Brass follow it longer";

  /// What a storefront's page says that talks to the shop: the path of its API, or the header of
  /// its sessions.
  private static final List<String> TRACES = List.of("/shop-api", "vendure-auth-token");

  private static final int PAGE_SIZE = 20;
  private static final int LAST_PAGE = 1_000;

  /// Storefronts of Vendure are anybody's programs, and some show no trace of it.
  @Override
  public boolean recognizes(StoreHttp.Reply page) {
    return page.headers().containsKey("vendure-auth-token")
        || TRACES.stream().anyMatch(page.body()::contains);
  }

  @Override
  public String platform() {
    return "vendure";
  }

  /// One method of the shop's pays every order; of a log-in nothing but its e-mail address is used.
  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.OPERATOR;
  }

  @Override
  public void check(StoreSettings settings) {
    VendureConfig.of(settings);
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    return VendureCatalogue.productId(VendureConfig.of(settings).storefront(), page);
  }

  @Override
  public Answer<Product> product(Store store, String productId) {
    VendureShop shop = new VendureShop(store);
    VendureProductId id = VendureProductId.parse(productId);
    return answer(
        () ->
            shop.client()
                .product(id.slug())
                .map(product -> shop.catalogue().product(product, id))
                .orElseGet(() -> Answer.refused(VendureCatalogue.unknownProduct(productId))));
  }

  @Override
  public Answer<List<Offer>> offers(Store store, String productId) {
    VendureShop shop = new VendureShop(store);
    VendureProductId id = VendureProductId.parse(productId);
    return answer(
        () ->
            shop.client()
                .product(id.slug())
                .map(product -> shop.catalogue().offers(product, id, store.code()))
                .orElseGet(() -> Answer.refused(VendureCatalogue.unknownProduct(productId))));
  }

  @Override
  public Answer<SearchPage> search(Store store, String query, int page) {
    if (page < 1 || page > LAST_PAGE) {
      return Answer.of(new SearchPage(List.of(), false));
    }
    VendureShop shop = new VendureShop(store);
    return answer(
        () -> {
          int skip = (page - 1) * PAGE_SIZE;
          VendureWire.SearchResponse found = shop.client().search(query, skip, PAGE_SIZE);
          List<String> slugs =
              found.items().stream().map(VendureWire.SearchResult::slug).distinct().toList();
          List<Product> products =
              slugs.isEmpty()
                  ? List.of()
                  : shop.catalogue().inOrder(slugs, shop.client().products(slugs));
          boolean more = page < LAST_PAGE && found.totalItems() > skip + PAGE_SIZE;
          return Answer.of(new SearchPage(products, more));
        });
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    Optional<OrderError> unsupported = VendureMapping.unsupported(request);
    if (unsupported.isPresent()) {
      return Answer.refused(unsupported.get());
    }
    VendureCheckout checkout = new VendureCheckout(new VendureShop(store));
    return answer(() -> checkout.price(request, store.credential()));
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    VendureShop shop = new VendureShop(store);
    Optional<VendureHandle> parsed = VendureHandle.parse(order.handle());
    if (parsed.isEmpty()) {
      return new PlaceResult.Refused(VendureMapping.otherContents());
    }
    VendureHandle handle = parsed.get();
    try {
      Optional<PlaceResult> obstacle = new VendureCheckout(shop).prepare(handle, order);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
    } catch (VendureRefusal refusal) {
      return VendureErrors.cartIsTaken(refusal)
          ? new PlaceResult.InDoubt(refusal.told())
          : new PlaceResult.Refused(VendureErrors.error(refusal));
    } catch (StoreException e) {
      throw StoreException.notSent(
          "the cart could not be made ready; the call that pays for it was not sent", e);
    }
    try {
      VendureWire.Order placed =
          shop.client()
              .addPaymentToOrder(
                  handle.session(),
                  shop.config().paymentMethod(),
                  shop.mapping().paymentMetadata(order.request()));
      return VendureMapping.isPlaced(placed) && placed.code().equals(handle.code())
          ? new PlaceResult.Accepted(
              shop.mapping().placement(placed, store.code(), order.request()))
          : new PlaceResult.InDoubt(
              "Vendure took the payment and left the cart in the state " + placed.state());
    } catch (VendureRefusal refusal) {
      return VendureErrors.refusesPayment(refusal)
          ? new PlaceResult.Refused(VendureErrors.error(refusal))
          : new PlaceResult.InDoubt(refusal.told());
    }
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    Optional<VendureHandle> parsed = VendureHandle.parse(order.handle());
    if (parsed.isEmpty() && !order.handle().isEmpty()) {
      return new FindResult.Unknown("the handle of this attempt cannot be read");
    }
    VendureShop shop = new VendureShop(store);
    try {
      return parsed
          .map(handle -> find(shop, store.code(), handle, order))
          .orElseGet(() -> findByReference(shop, store.code(), order));
    } catch (VendureRefusal refusal) {
      return new FindResult.Unknown(refusal.told());
    } catch (StoreException e) {
      return new FindResult.Unknown("the shop did not answer: " + e.getMessage());
    }
  }

  private static FindResult find(
      VendureShop shop, String storeCode, VendureHandle handle, FindOrder order) {
    Predicate<VendureWire.Order> meant = VendureMapping.hasCode(handle.code());
    // The cart first: placed in between, it is found by its code. The other way round it would be
    // neither.
    Optional<VendureWire.Order> known =
        shop.client()
            .activeOrder(handle.session())
            .filter(meant)
            .or(() -> shop.client().orderByCode(handle.session(), handle.code()).filter(meant))
            .or(() -> shop.askAdmin("code", handle.code(), meant));
    if (known.isEmpty()) {
      return new FindResult.Unknown(
          "the shop shows the order " + handle.code() + " neither as a cart nor as an order");
    }
    VendureWire.Order cart = known.get();
    if (VendureMapping.isPlaced(cart)) {
      return new FindResult.Found(shop.mapping().placement(cart, storeCode, order.request()));
    }
    if (VendureMapping.hasOpenPayment(cart)) {
      return new FindResult.Unknown(
          "the cart " + handle.code() + " has a payment that is neither done nor declined");
    }
    String field = shop.config().referenceField();
    String reference = order.attempt().toString();
    if (field == null || VendureMapping.hasReference(reference).test(cart)) {
      return new FindResult.Absent();
    }
    // Our cart is unpaid and without our reference: has another order of the shop got it?
    if (shop.config().admin() != null) {
      return findByReference(shop, storeCode, order);
    }
    // A guest cannot search for the reference, but can claim it where it must be unique.
    return new VendureCheckout(shop).claim(handle.session(), field, reference)
        ? new FindResult.Absent()
        : new FindResult.Unknown(VendureCheckout.REFERENCE_TAKEN);
  }

  /// Asks an administrator for the placed order with the attempt's reference.
  private static FindResult findByReference(VendureShop shop, String storeCode, FindOrder order) {
    String field = shop.config().referenceField();
    if (field == null || shop.config().admin() == null) {
      return new FindResult.Unknown(
          "without an administrator's log-in and a reference-field the shop cannot be asked for a"
              + " reference");
    }
    String reference = order.attempt().toString();
    return shop.askAdmin(
            field, reference, VendureMapping.hasReference(reference).and(VendureMapping::isPlaced))
        .<FindResult>map(
            found ->
                new FindResult.Found(shop.mapping().placement(found, storeCode, order.request())))
        .orElseGet(FindResult.Absent::new);
  }

  @Override
  public Duration settlesWithin() {
    return SETTLES_WITHIN;
  }

  /// An administrator can search for the reference; a guest knows orders by their code only.
  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    VendureConfig config = VendureConfig.of(settings);
    return config.admin() != null && config.referenceField() != null;
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    VendureShop shop = new VendureShop(store);
    try {
      Predicate<VendureWire.Order> meant = VendureMapping.hasCode(order.id());
      VendureWire.Order known =
          shop.client()
              .orderByCode(null, order.id())
              .filter(meant)
              .or(() -> shop.askAdmin("code", order.id(), meant))
              .orElseThrow(
                  () -> new VendureRefusal("orderByCode", VendureErrors.FORBIDDEN, SEEN_NO_LONGER));
      return VendureTracking.track(known, order, shop.config().moneyPrecision());
    } catch (VendureRefusal refusal) {
      throw StoreException.answerLost(refusal.told(), refusal);
    }
  }

  /// Runs a question that changes nothing for the buyer; what Vendure refuses is its answer.
  private static <T> Answer<T> answer(Supplier<Answer<T>> question) {
    try {
      return question.get();
    } catch (VendureRefusal refusal) {
      return Answer.refused(VendureErrors.error(refusal));
    }
  }
}
