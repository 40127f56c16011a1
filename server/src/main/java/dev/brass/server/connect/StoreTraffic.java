package dev.brass.server.connect;

import dev.brass.server.job.StoreLimits;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What work for stores this node may take up now: of the stores that it knows, as many placements
/// at a time as each stands, and none for one that is not asked. Stores are named by their
/// [ConfiguredStore#key]. It answers from memory, so that it may be asked at every claim.
/// Thread-safe.
///
/// A store that cannot be reached stays open for claims: its orders are put off one by one, ever
/// longer, so that each is found when it has waited for as long as it may.
public final class StoreTraffic implements StoreLimits {

  private final Map<String, ConfiguredStore> stores;
  private final StoreReach reach;

  public StoreTraffic(Stores stores, StoreReach reach) {
    this.stores =
        stores.all().stream()
            .collect(Collectors.toUnmodifiableMap(ConfiguredStore::key, Function.identity()));
    this.reach = reach;
  }

  /// The stores whose orders this node can place. What is meant for another one is left to nodes
  /// that know it.
  @Override
  public Set<String> known() {
    return stores.keySet();
  }

  /// How many orders all nodes together may place at a store at a time: one, while it has to show
  /// that it answers again.
  @Override
  public int mostAtOnce(String store) {
    @Nullable ConfiguredStore known = stores.get(store);
    return known == null
        ? StoreRules.UNLIMITED
        : reach.isDown(store) ? 1 : known.rules().mostPlacements();
  }

  /// Whether the store has not asked to be left alone for a while.
  @Override
  public boolean isOpen(String store) {
    return !reach.isResting(store);
  }
}
