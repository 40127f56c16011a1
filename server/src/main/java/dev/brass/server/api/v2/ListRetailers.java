package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v2.RetailerWire.CoverageInfo;
import dev.brass.server.api.v2.RetailerWire.CoveragePlatform;
import dev.brass.server.api.v2.RetailerWire.PublicRetailer;
import dev.brass.server.api.v2.RetailerWire.PublicRetailerList;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.retailer.StoreRecords;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.PlacesOrders;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `GET /retailers`: the stores that accept live orders (Zinc API docs, Retailers). Each store is
/// one entry, also when a brand has several: its code is the `retailer` of other endpoints.
record ListRetailers(Stores stores, StoreRecords records, V2Json json) implements Endpoint {

  private static final int LARGEST_PAGE = 500;
  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_OFFSET = 1_000_000;

  private static final String SUMMARY =
      "Orders are possible only at the stores in this list, which the operator of this server"
          + " has set up. GET /retailers/check checks one page and country.";

  @Override
  public Reply handle(ApiRequest request) {
    Query query = new Query(request);
    int limit = query.number("limit", 1, LARGEST_PAGE, DEFAULT_PAGE);
    int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
    String name = query.text("name");
    query.word("include", List.of("all"));
    query.check();
    List<ConfiguredStore> selling =
        stores.serving(Mode.LIVE).stream()
            .filter(store -> store.connector() instanceof PlacesOrders)
            .sorted(Comparator.comparing(ConfiguredStore::code))
            .toList();
    List<ConfiguredStore> named = selling.stream().filter(store -> isNamed(store, name)).toList();
    return json.reply(
        200,
        new PublicRetailerList(
            named.stream().skip(offset).limit(limit).map(this::retailer).toList(),
            named.size(),
            new CoverageInfo("listed", SUMMARY, platforms(selling))));
  }

  private static boolean isNamed(ConfiguredStore store, @Nullable String part) {
    if (part == null) {
      return true;
    }
    String wanted = part.strip().toLowerCase(Locale.ROOT);
    return store.code().contains(wanted)
        || store.displayName().toLowerCase(Locale.ROOT).contains(wanted);
  }

  private PublicRetailer retailer(ConfiguredStore store) {
    return new PublicRetailer(
        store.code(),
        store.displayName(),
        store.mainHost().orElse(null),
        true,
        true,
        List.of(),
        false,
        null,
        CheckRetailer.code(records.of(store).support(records.today())));
  }

  /// A store that is not listed accepts no orders, whatever its platform.
  private static List<CoveragePlatform> platforms(List<ConfiguredStore> selling) {
    return selling.stream()
        .map(store -> store.connector().platform())
        .distinct()
        .sorted()
        .map(platform -> new CoveragePlatform(platform, false))
        .toList();
  }
}
