package dev.brass.server.api.v1;

import static dev.brass.server.api.Access.READ;

import dev.brass.server.api.Action;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.api.v1.InquiryReader.Manner;
import dev.brass.server.connect.Stores;
import dev.brass.server.product.Products;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import java.util.List;
import java.util.function.Function;

/// The product data of the classic API: its table of contents (classic Zinc docs, Get product
/// details, Get product prices). Nothing here changes anything, so a read-only token is enough.
/// Thread-safe.
public final class V1ProductApi extends V1Part {

  private final V1Authentication callers;
  private final InquiryReader reader;
  private final Products products;
  private final OffersAnswer offers;

  /// The API.
  ///
  /// @param pricesInCents how the flat `price` of an offer is written: as in the first documents
  /// (9.79), or in cents as the live service did later (compatibility A3)
  public V1ProductApi(Tenants tenants, Stores stores, Products products, boolean pricesInCents) {
    this(token -> tenants.authenticate(token, KeyKind.CLIENT), stores, products, pricesInCents);
  }

  V1ProductApi(
      Function<String, Authentication> tokens,
      Stores stores,
      Products products,
      boolean pricesInCents) {
    this.callers = new V1Authentication(tokens);
    this.reader = new InquiryReader(stores);
    this.products = products;
    this.offers = new OffersAnswer(pricesInCents);
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    String product = "/{" + InquiryReader.PRODUCT_ID + "}";
    details(routes, "/v1/products" + product, Manner.CLASSIC, DetailsAnswer::render);
    offers(routes, "/v1/products" + product + "/offers", Manner.CLASSIC, offers::render);
    add(
        routes,
        "/v1/search",
        new ProductEndpoint<>(
            reader, products, Manner.CLASSIC, InquiryReader::search, SearchAnswer::render));

    add(routes, "/v1/realtime/search", new RealtimeSearch(reader, products));
    details(routes, "/v1/realtime/details" + product, Manner.REALTIME, DetailsAnswer::render);
    offers(routes, "/v1/realtime/offers" + product, Manner.REALTIME, offers::render);

    add(routes, "/v1/ai/search", new AiSearch(reader, products));
    details(routes, "/v1/ai/products" + product + "/details", Manner.AI, AiAnswer::details);
    details(routes, "/v1/ai/products" + product + "/variants", Manner.AI, AiAnswer::variants);
    offers(routes, "/v1/ai/products" + product + "/offers", Manner.AI, AiAnswer::offers);
  }

  private void details(
      Routes routes, String path, Manner manner, Function<Product, ? extends Record> rendering) {
    add(
        routes,
        path,
        new ProductEndpoint<>(reader, products, manner, InquiryReader::details, rendering));
  }

  private void offers(
      Routes routes,
      String path,
      Manner manner,
      Function<List<Offer>, ? extends Record> rendering) {
    add(
        routes,
        path,
        new ProductEndpoint<>(reader, products, manner, InquiryReader::offers, rendering));
  }

  private void add(Routes routes, String path, Action action) {
    routes.get(path).access(READ).to(action);
  }
}
