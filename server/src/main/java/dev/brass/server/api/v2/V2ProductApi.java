package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Access.SHOP;

import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.connect.Stores;
import dev.brass.server.product.Products;
import dev.brass.server.product.StoreSearch;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.usage.Metering;
import dev.brass.server.usage.Usage;
import java.time.InstantSource;
import java.util.Currency;

/// The current API's table of contents for product data and its usage.
public final class V2ProductApi extends V2Part {

  private static final String ROOT = "/products";
  private static final String SEARCH = "/search";
  private static final String USAGE = "/usage";

  private final V2Caller callers;
  private final Stores stores;
  private final Products products;
  private final StoreSearch search;
  private final Usage usage;
  private final DataMeter meter;
  private final Currency currency;

  /// The API.
  ///
  /// @param currency of the wallets
  /// @param clock the system clock
  public V2ProductApi(
      Tenants tenants,
      Stores stores,
      Products products,
      StoreSearch search,
      Usage usage,
      Metering metering,
      Currency currency,
      InstantSource clock) {
    this.callers = new V2Caller(tenants);
    this.stores = stores;
    this.products = products;
    this.search = search;
    this.usage = usage;
    this.meter = new DataMeter(metering, clock);
    this.currency = currency;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    DataQuery reader = new DataQuery(stores);
    String product = ROOT + "/{" + DataQuery.PRODUCT_ID + "}";
    routes
        .get(ROOT + SEARCH)
        .access(SHOP)
        .to(new ProductEndpoints.Search(reader, products, meter, json));
    routes
        .get(product)
        .access(SHOP)
        .to(new ProductEndpoints.Details(reader, products, meter, json));
    routes
        .get(product + "/offers")
        .access(SHOP)
        .to(new ProductEndpoints.Offers(reader, products, meter, json));
    routes.get(SEARCH).access(SHOP).to(new SearchStores(stores, search, meter, currency, json));
    routes.get(USAGE).access(READ).to(new GetUsage(usage, json));
  }

  @Override
  public boolean owns(String path) {
    return path.startsWith(ROOT + "/") || path.equals(SEARCH) || path.equals(USAGE);
  }
}
