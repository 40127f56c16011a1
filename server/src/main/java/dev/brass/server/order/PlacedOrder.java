package dev.brass.server.order;

import dev.brass.spi.Placement;
import java.util.Objects;

/// An order that a store has, with the data for further calls to the store about it.
///
/// @param isOff whether the store has cancelled it since
/// @param secrets the log-in that bought it, and the client's webhook addresses
public record PlacedOrder(Order order, Placement placement, boolean isOff, OrderPrivate secrets) {

  /// How many units of a line were bought and not cancelled with their merchant order: fewer than
  /// requested when the order gave some up.
  public int bought(OrderLine line) {
    boolean skipped =
        order.items().stream()
            .filter(item -> item.id().equals(line.itemId()))
            .map(OrderItem::status)
            .anyMatch(s -> s == OrderItem.Status.SKIPPED || s == OrderItem.Status.CANCELLED);
    if (skipped) {
      return 0;
    }
    return order.state() instanceof OrderState.Placed placed
        ? placed.concessions().stream()
            .filter(concession -> line.itemId().equals(concession.item()))
            .map(Concession::fulfilled)
            .filter(Objects::nonNull)
            .reduce(line.quantity(), Math::min)
        : line.quantity();
  }
}
