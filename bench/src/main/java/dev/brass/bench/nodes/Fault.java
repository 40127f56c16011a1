package dev.brass.bench.nodes;

import java.time.Duration;

/// One fault of a plan.
///
/// @param node which one it befalls, from 0
/// @param shop which store it befalls
/// @param lasts how long it lasts; of a fault of history, how much of it is lost; of a clock, by
///     how much it is wrong
/// @param pause from its beginning to the next fault, at least
record Fault(FaultKind kind, int node, Shop shop, Duration lasts, Duration pause) {

  @Override
  public String toString() {
    String seconds = "%.1f s".formatted(lasts.toMillis() / 1e3);
    String who = "node " + (node + 1);
    return switch (kind) {
      case KILLED -> who + " is killed, for " + seconds;
      case DATABASE_SILENT -> "silence between " + who + " and the database, for " + seconds;
      case STORE_SILENT ->
          "silence between %s and the store '%s', for %s".formatted(who, shop.code(), seconds);
      case STOPPED -> who + " is stopped for " + seconds;
      case CLOCK_WRONG -> who + " comes back with a clock that is wrong by " + seconds;
      case STORE_HANGS -> "the store '%s' hangs for %s".formatted(shop.code(), seconds);
      case STORE_FLOODED -> "the store '%s' is flooded".formatted(Shop.PACED.code());
      case CONFIGURED_OTHERWISE -> who + " has another configuration for " + seconds;
      case RESTORED -> "a snapshot from " + seconds + " ago is restored";
      case FAILED_OVER -> "the standby is promoted and nothing is lost";
      case FAILED_OVER_WITH_LOSS -> "the standby is promoted and the last " + seconds + " are lost";
    };
  }
}
