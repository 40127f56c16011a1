package dev.brass.server.order;

import java.util.List;

/// A part of the orders that match a filter, newest first.
///
/// @param total how many match in all
public record OrderPage(List<Order> orders, long total) {
  public OrderPage {
    orders = List.copyOf(orders);
  }
}
