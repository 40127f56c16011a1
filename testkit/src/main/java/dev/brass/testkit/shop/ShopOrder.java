package dev.brass.testkit.shop;

import dev.brass.spi.Line;
import java.time.Instant;
import java.util.List;

/// An order in the book of an [HttpShop].
///
/// @param number the shop's own
/// @param reference what the buyer called it; the shop does not look whether it has one of that
///     name
/// @param total in minor units of the shop's currency
public record ShopOrder(
    String number, String reference, List<Line> lines, long total, State state, Instant at) {

  public ShopOrder {
    lines = List.copyOf(lines);
  }

  /// How far it is.
  public enum State {
    PLACED,
    SHIPPED,
    CANCELLED
  }

  ShopOrder with(State newState) {
    return new ShopOrder(number, reference, lines, total, newState, at);
  }
}
