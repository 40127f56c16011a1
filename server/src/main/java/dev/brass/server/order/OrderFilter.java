package dev.brass.server.order;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A filter for the orders of a tenant (Zinc SDK, List Orders). Every condition that is set must
/// hold.
///
/// @param orderId a part of the order's id
/// @param search a part of the order's id or of a tracking number, or whole words of the names,
///     e-mail addresses, postal codes and telephone numbers of its request: all of them
/// @param merchantOrderId the whole number, with or without its dashes
/// @param states which it may be in; null for any
/// @param trackingStatus at least one parcel has it
/// @param staleness by how recent the news of its parcels is
/// @param returnStates the names of states of which at least one of its returns has one
/// @param createdAfter inclusive
/// @param createdBefore exclusive
/// @param metadataKey a top-level name of the metadata whose value is exactly `metadataValue`
/// @param store the store's code
public record OrderFilter(
    @Nullable String orderId,
    @Nullable String search,
    @Nullable String merchantOrderId,
    @Nullable Set<Class<? extends OrderState>> states,
    @Nullable String trackingStatus,
    @Nullable Boolean hasTracking,
    @Nullable Staleness staleness,
    @Nullable List<String> returnStates,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    @Nullable String metadataKey,
    @Nullable String metadataValue,
    @Nullable String store) {

  /// Whether at least one parcel of a placed order is stale.
  ///
  /// @param now the system clock, which most orders follow
  /// @param sandboxNow the clock of orders at sandbox stores
  public record Staleness(boolean stale, Instant now, Instant sandboxNow) {}

  public static final OrderFilter ALL =
      new OrderFilter(null, null, null, null, null, null, null, null, null, null, null, null, null);

  /// Orders of a store and a period.
  ///
  /// @param store null for any
  public static OrderFilter ofStore(
      @Nullable String store, @Nullable Instant createdAfter, @Nullable Instant createdBefore) {
    return new OrderFilter(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        createdAfter,
        createdBefore,
        null,
        null,
        store);
  }
}
