package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.product.StoreSearch;
import dev.brass.server.product.StoreSearch.Found;
import dev.brass.server.product.StoreSearch.Hit;
import dev.brass.server.tenant.Caller;
import dev.brass.server.usage.DataEndpoint;
import dev.brass.spi.Money;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.SearchesProducts;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /search`: products of all stores that support search and accept orders (Zinc API docs,
/// Search). Every result has a `url` for `POST /orders`, and a price in the wallets' currency or
/// none: other currencies cannot be compared with it.
final class SearchStores implements Action {

  private static final int HIGHEST_PRICE = 1_000_000_000;
  private static final int MOST_RESULTS = 200;
  private static final int STORES_NAMED = 20;

  private final Stores stores;
  private final StoreSearch search;
  private final Meter meter;
  private final Currency currency;
  private final V2Json json;

  SearchStores(Stores stores, StoreSearch search, Meter meter, Currency currency, V2Json json) {
    this.stores = stores;
    this.search = search;
    this.meter = meter;
    this.currency = currency;
    this.json = json;
  }

  /// The accepted prices; without limits any price, also an unknown one.
  private record Clamp(@Nullable Integer min, @Nullable Integer max) {

    boolean isSet() {
      return min != null || max != null;
    }

    boolean takes(Hit hit) {
      Money price = hit.product().price();
      return !isSet()
          || (price != null
              && (min == null || price.minor() >= min)
              && (max == null || price.minor() <= max));
    }
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    String words = DataQuery.words(query, "q");
    Clamp clamp = new Clamp(price(query, "min_price"), price(query, "max_price"));
    if (clamp.min() != null && clamp.max() != null && clamp.min() > clamp.max()) {
      query.fault("min_price", "Value error, min_price is above max_price");
    }
    query.check();
    meter.mayCall(caller);
    List<ConfiguredStore> asked =
        stores.serving(caller.mode()).stream()
            .filter(store -> store.connector() instanceof SearchesProducts)
            .filter(store -> store.connector() instanceof PlacesOrders)
            .toList();
    Found found = search.search(caller.tenant(), asked, words == null ? "?" : words);
    boolean answered = found.missing().size() < asked.size();
    List<Hit> orderable = found.hits().stream().filter(this::isOrderable).toList();
    List<Hit> fitting = orderable.stream().filter(clamp::takes).toList();
    List<Hit> shown = fitting.stream().limit(MOST_RESULTS).toList();
    if (answered) {
      meter.succeeded(
          request,
          caller,
          new DataMeter.Subject(DataEndpoint.SEARCH, words, shown.size(), null, null));
    }
    int excluded = orderable.size() - fitting.size();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", answered ? "completed" : "failed");
    body.put("query", words);
    body.put("results", shown.stream().map(SearchRendering::listing).toList());
    body.put("excluded_by_price", clamp.isSet() ? excluded : null);
    body.put("hint", hint(asked, found.missing(), shown.isEmpty(), excluded));
    return json.reply(200, body);
  }

  private static @Nullable Integer price(Query query, String name) {
    int price = query.number(name, 0, HIGHEST_PRICE, -1);
    return price < 0 ? null : price;
  }

  private boolean isOrderable(Hit hit) {
    Money price = hit.product().price();
    return hit.product().url() != null && (price == null || price.currency().equals(currency));
  }

  private static @Nullable String hint(
      List<ConfiguredStore> asked, List<ConfiguredStore> missing, boolean empty, int excluded) {
    if (asked.isEmpty()) {
      return "No store of this server can be searched and ordered from.";
    }
    List<String> hints = new ArrayList<>();
    if (!missing.isEmpty()) {
      hints.add(
          "Left out, because they did not answer in time: "
              + String.join(
                  ", ", missing.stream().map(ConfiguredStore::code).limit(STORES_NAMED).toList())
              + ". Search again in a moment.");
    }
    if (empty && excluded > 0) {
      hints.add(
          "All %d results were outside of the prices; widen min_price and max_price."
              .formatted(excluded));
    } else if (empty && missing.isEmpty()) {
      hints.add("Nothing was found; use fewer or more common words.");
    }
    return hints.isEmpty() ? null : String.join(" ", hints);
  }
}
