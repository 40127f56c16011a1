package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreReach;
import dev.brass.server.connect.StoreRules;
import dev.brass.server.connect.StoreState;
import dev.brass.server.connect.Stores;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `/admin/stores`.
final class StoreEndpoints {

  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000);
  private static final int DIGITS = 3;

  private final Stores stores;
  private final StoreReach reach;
  private final InstantSource clock;

  StoreEndpoints(Stores stores, StoreReach reach, InstantSource clock) {
    this.stores = stores;
    this.reach = reach;
    this.clock = clock;
  }

  /// A store on the wire.
  ///
  /// @param state `reachable`, `resting` or `unreachable`
  /// @param nextLookAt earliest time of the next check; null for at any time
  record Wire(
      String code,
      String platform,
      boolean sandbox,
      String state,
      @Nullable Instant since,
      @Nullable String why,
      @Nullable Instant nextLookAt,
      Limits limits) {

    /// The limits of a store.
    ///
    /// @param requestsPerSecond null for no limit
    /// @param maxConcurrency null for no limit
    /// @param holdFor in seconds
    record Limits(
        @Nullable BigDecimal requestsPerSecond, @Nullable Integer maxConcurrency, long holdFor) {

      static Limits of(StoreRules rules) {
        Duration apart = rules.apart();
        return new Limits(
            apart == null
                ? null
                : SECOND
                    .divide(BigDecimal.valueOf(apart.toNanos()), DIGITS, RoundingMode.HALF_UP)
                    .stripTrailingZeros(),
            rules.mostPlacements() == StoreRules.UNLIMITED ? null : rules.mostPlacements(),
            rules.holdFor().toSeconds());
      }
    }

    static Wire of(ConfiguredStore store, StoreState state) {
      return new Wire(
          store.code(),
          store.connector().platform(),
          store.sandbox(),
          state.kind().name().toLowerCase(Locale.ROOT),
          state.since(),
          state.why(),
          state.next(),
          Limits.of(store.rules()));
    }
  }

  /// `GET`: every store of this node with its state, real ones first.
  Reply list(ApiRequest request) {
    Instant now = clock.instant();
    return AdminJson.page(
        "stores",
        stores.all().stream().map(store -> Wire.of(store, reach.state(store, now))).toList(),
        null);
  }
}
