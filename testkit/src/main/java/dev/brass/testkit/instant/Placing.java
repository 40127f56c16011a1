package dev.brass.testkit.instant;

import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.RequiredAction;
import java.util.function.Consumer;

/// How an [InstantShop] treats a placing call that would otherwise be accepted.
public sealed interface Placing {
  /// Sells.
  record Accept() implements Placing {}

  /// Has a look at the request while the caller waits, then sells: for tests that must know what is
  /// committed in that moment. What the look throws is what the caller gets, and nothing is sold.
  record Look(Consumer<PlaceOrder> look) implements Placing {}

  /// Says no.
  record Refuse(OrderError error) implements Placing {}

  /// Fails before the shop has the order.
  record ThrowBefore(RuntimeException exception) implements Placing {}

  /// Fails although the shop has the order.
  record ThrowAfter(RuntimeException exception) implements Placing {}

  /// Gives no clear answer.
  ///
  /// @param recorded whether the shop has the order
  record Doubt(boolean recorded) implements Placing {}

  /// Wants a person.
  record Act(RequiredAction action) implements Placing {}

  /// Charges more than it quoted, if the price cap allows it.
  ///
  /// @param minor how much more, in minor units
  record Dearer(long minor) implements Placing {}

  /// Sells, and keeps the caller waiting until [InstantShop#release] or an interruption.
  record Hold() implements Placing {}
}
