package dev.brass.server.api.v2;

import dev.brass.server.api.Routes;
import dev.brass.server.connect.Stores;
import dev.brass.server.intake.StorePages;
import dev.brass.server.retailer.Platforms;
import dev.brass.server.retailer.StoreRecords;
import java.time.InstantSource;

/// The current API's table of contents for retailers, which needs no key.
public final class V2RetailerApi extends V2Part {

  private static final String ROOT = "/retailers";

  /// Answers come from memory; the limit protects the server from anonymous callers.
  private static final int PER_SECOND = 50;

  private final Stores stores;
  private final StoreRecords records;
  private final Platforms platforms;
  private final InstantSource clock;

  /// The API.
  ///
  /// @param clock the system clock
  public V2RetailerApi(
      Stores stores, StoreRecords records, Platforms platforms, InstantSource clock) {
    this.stores = stores;
    this.records = records;
    this.platforms = platforms;
    this.clock = clock;
  }

  @Override
  public void routes(Routes routes) {
    SharedRateLimit channel = new SharedRateLimit(PER_SECOND, clock, json);
    routes.get(ROOT).open(channel.open(new ListRetailers(stores, records, json)));
    CheckRetailer check = new CheckRetailer(new StorePages(stores), records, platforms, json);
    routes.get(ROOT + "/check").open(channel.open(check));
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
