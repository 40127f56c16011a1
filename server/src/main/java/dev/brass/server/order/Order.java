package dev.brass.server.order;

import dev.brass.server.tenant.Mode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current state of an order.
///
/// @param channel the API it came through: `v1`, `v2`, …
/// @param clock the movable clock it follows; null for the system clock
/// @param version how many events have happened to it; a writer that read an older one loses
/// @param attempts how many attempts were made
/// @param notices how many of its events are reported to its tenant's endpoint
///     ([OrderListener#numbered])
/// @param echo the client's request as JSON text, secrets masked
public record Order(
    OrderKey key,
    Mode mode,
    String channel,
    @Nullable UUID clock,
    OrderSpec spec,
    OrderState state,
    int version,
    int attempts,
    int notices,
    List<OrderItem> items,
    List<OrderShipment> shipments,
    String echo,
    Instant createdAt,
    Instant updatedAt) {

  public Order {
    items = List.copyOf(items);
    shipments = List.copyOf(shipments);
  }

  /// An order of which only the submission was reported.
  public Order(
      OrderKey key,
      Mode mode,
      String channel,
      @Nullable UUID clock,
      OrderSpec spec,
      OrderState state,
      int version,
      int attempts,
      List<OrderItem> items,
      List<OrderShipment> shipments,
      String echo,
      Instant createdAt,
      Instant updatedAt) {
    this(
        key, mode, channel, clock, spec, state, version, attempts, 1, items, shipments, echo,
        createdAt, updatedAt);
  }

  /// The same order after this number of further notices.
  Order tellingMore(int more) {
    return more == 0
        ? this
        : new Order(
            key,
            mode,
            channel,
            clock,
            spec,
            state,
            version,
            attempts,
            notices + more,
            items,
            shipments,
            echo,
            createdAt,
            updatedAt);
  }

  public OrderId id() {
    return key.id();
  }

  /// The channel of orders that buy for others; no client sees them.
  static final String BUNDLE_CHANNEL = "bundle";

  /// Whether it buys for other orders.
  public boolean isBundle() {
    return channel.equals(BUNDLE_CHANNEL);
  }

  /// Whether it is at a sandbox store: only such orders follow a movable clock.
  boolean isSandbox() {
    return clock != null;
  }
}
