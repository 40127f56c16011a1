package dev.brass.server.api.v2;

import dev.brass.server.order.OrderState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The status of an order in the current API (Zinc API docs, Get Order).
enum OrderStatus {
  PENDING,
  IN_PROGRESS,
  ORDER_PLACED,
  ORDER_FAILED,
  CANCELLED,
  CANCELLED_BY_RETAILER;

  /// The status for a state of the engine.
  Set<Class<? extends OrderState>> states() {
    return switch (this) {
      case PENDING ->
          Set.of(OrderState.Queued.class, OrderState.Bundling.class, OrderState.Bundled.class);
      case IN_PROGRESS ->
          Set.of(
              OrderState.Placing.class,
              OrderState.InDoubt.class,
              OrderState.Retrying.class,
              OrderState.NeedsAction.class);
      case ORDER_PLACED -> Set.of(OrderState.Placed.class);
      case ORDER_FAILED -> Set.of(OrderState.Failed.class);
      case CANCELLED -> Set.of(OrderState.Cancelled.class);
      case CANCELLED_BY_RETAILER -> Set.of(OrderState.CancelledByRetailer.class);
    };
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> codes() {
    return Arrays.stream(values()).map(OrderStatus::code).toList();
  }

  static OrderStatus ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  static OrderStatus of(Class<? extends OrderState> state) {
    return Arrays.stream(values())
        .filter(status -> status.states().contains(state))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a state without a status: " + state));
  }
}
