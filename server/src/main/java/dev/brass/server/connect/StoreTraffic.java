package dev.brass.server.connect;

import dev.brass.server.job.StoreLimits;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The limits on the store jobs that this node may claim now: for each configured store its maximum
/// of concurrent placements, and none for a paused store. Stores are identified by
/// [ConfiguredStore#key]. It answers from memory, so that every claim can call it. Thread-safe.
///
/// A store that cannot be reached stays open for claims: its orders are postponed one by one, for
/// ever longer, so that each fails when it has waited for the maximum time.
public final class StoreTraffic implements StoreLimits {

  private final Map<String, ConfiguredStore> stores;
  private final StoreReach reach;

  public StoreTraffic(Stores stores, StoreReach reach) {
    this.stores =
        stores.all().stream()
            .collect(Collectors.toUnmodifiableMap(ConfiguredStore::key, Function.identity()));
    this.reach = reach;
  }

  /// The stores whose orders this node can place. Orders of other stores are left to nodes that
  /// have them configured.
  @Override
  public Set<String> known() {
    return stores.keySet();
  }

  /// How many orders all nodes together may place at a store at a time: one, while it has yet to
  /// answer again.
  @Override
  public int mostAtOnce(String store) {
    @Nullable ConfiguredStore known = stores.get(store);
    return known == null
        ? StoreRules.UNLIMITED
        : reach.isDown(store) ? 1 : known.rules().mostPlacements();
  }

  /// Whether the store is not in a pause that it asked for.
  @Override
  public boolean isOpen(String store) {
    return !reach.isResting(store);
  }
}
