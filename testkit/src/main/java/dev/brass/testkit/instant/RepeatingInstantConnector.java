package dev.brass.testkit.instant;

import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.RepeatResult;
import dev.brass.spi.RepeatsOrders;
import dev.brass.spi.Store;
import java.time.Duration;

/// An [InstantConnector] that sends attempts again. Its shops recognise an attempt; what they are
/// told by [InstantShop#next] counts for repetitions too, and a refusal then says that the shop
/// never had the attempt. Thread-safe.
public final class RepeatingInstantConnector extends InstantConnector implements RepeatsOrders {

  public RepeatingInstantConnector() {}

  /// See [InstantConnector#InstantConnector(int, Duration)].
  public RepeatingInstantConnector(int capacity, Duration settlesWithin) {
    super(capacity, settlesWithin);
  }

  @Override
  public RepeatResult repeat(Store store, PlaceOrder order) {
    return switch (place(store, order)) {
      case PlaceResult.Accepted(var placement) -> new RepeatResult.Placed(placement);
      case PlaceResult.Refused(var error) -> new RepeatResult.NeverHad(error);
      case PlaceResult.ActionRequired(var action) -> new RepeatResult.Unclear(action.message());
      case PlaceResult.InDoubt(var why) -> new RepeatResult.Unclear(why);
    };
  }
}
