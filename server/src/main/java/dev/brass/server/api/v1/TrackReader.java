package dev.brass.server.api.v1;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Credential;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.TracksOrders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads `POST /v1/trackings` (compatibility A13): the parcels of an order at a retailer, which
/// need not come from this server.
final class TrackReader implements AftersalesPost.Reader {

  private final Stores stores;

  TrackReader(Stores stores) {
    this.stores = stores;
  }

  @Override
  public Set<String> names() {
    return Set.of("retailer", "merchant_order_id", "retailer_credentials");
  }

  @Override
  public AftersalesPost.Draft read(ApiRequest request, Caller caller, Fields body) {
    String retailer = body.get("retailer").requiredText(Limits.TEXT);
    Optional<ConfiguredStore> store = stores.byCode(retailer, caller.mode());
    if (!retailer.isEmpty()
        && store.filter(it -> it.connector() instanceof TracksOrders).isEmpty()) {
      body.get("retailer")
          .problemWithValue(
              V1Code.INVALID_REQUEST, "must be one that reports parcels: " + telling(caller));
    }
    String id = body.get("merchant_order_id").requiredText(Limits.TEXT);
    Value credentials = body.get("retailer_credentials");
    Credential credential =
        credentials.isPresent() ? CredentialReader.read(credentials, retailer) : null;
    MerchantOrder merchantOrder =
        new MerchantOrder(
            id,
            retailer,
            credential == null ? null : credential.email(),
            Instant.EPOCH,
            List.of(),
            null,
            null);
    return new AftersalesPost.Draft(
        retailer, null, new AftersalesAction.Track(merchantOrder), credential);
  }

  private String telling(Caller caller) {
    return stores.serving(caller.mode()).stream()
        .filter(store -> store.connector() instanceof TracksOrders)
        .map(ConfiguredStore::code)
        .sorted()
        .limit(50)
        .collect(Collectors.joining(", "));
  }
}
