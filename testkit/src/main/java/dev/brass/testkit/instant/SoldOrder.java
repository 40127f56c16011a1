package dev.brass.testkit.instant;

import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Placement;
import java.util.List;

/// An order in an [InstantShop]'s book.
///
/// @param reason why it was called off; empty otherwise
record SoldOrder(Placement placement, List<Line> lines, State state, String reason) {
  enum State {
    PLACED,
    SHIPPED,
    CANCELLED,
    CANCELLED_BY_RETAILER
  }

  MerchantOrder merchantOrder() {
    return placement.merchantOrders().getFirst();
  }

  SoldOrder with(State newState, String newReason) {
    return new SoldOrder(placement, lines, newState, newReason);
  }
}
