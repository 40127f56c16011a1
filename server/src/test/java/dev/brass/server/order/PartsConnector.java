package dev.brass.server.order;

import dev.brass.spi.BoughtItem;
import dev.brass.spi.CancelResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.Shipment;
import dev.brass.spi.Store;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.instant.InstantConnector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// A store that makes a merchant order of each product, named after it, and tells of each what a
/// test says.
final class PartsConnector extends InstantConnector {

  /// The products of the merchant orders that were asked for, in their order.
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final Map<String, Supplier<TrackResult>> answers = new ConcurrentHashMap<>();

  /// What the store tells of a product's merchant order from now on.
  void tells(String product, Supplier<TrackResult> answer) {
    answers.put(product, answer);
  }

  static TrackResult.Shipments nothing() {
    return new TrackResult.Shipments(List.of(), false);
  }

  static TrackResult.Shipments parcel(String product, Shipment.Status status) {
    return new TrackResult.Shipments(
        List.of(
            new Shipment(
                product, "UPS", "1Z" + product, null, List.of(product), status, null, List.of())),
        true);
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    PlaceResult result = super.place(store, order);
    if (!(result instanceof PlaceResult.Accepted(var placement))) {
      return result;
    }
    MerchantOrder whole = placement.merchantOrders().getFirst();
    List<MerchantOrder> parts = new ArrayList<>();
    List<BoughtItem> items = new ArrayList<>();
    for (String product : whole.productIds()) {
      parts.add(
          new MerchantOrder(
              product,
              whole.merchant(),
              whole.account(),
              whole.placedAt(),
              List.of(product),
              null,
              null));
      items.add(new BoughtItem(product, 1, Money.of(1000, "USD"), null));
    }
    return new PlaceResult.Accepted(new Placement(parts, placement.price(), items));
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    asked.add(order.id());
    return answers.getOrDefault(order.id(), PartsConnector::nothing).get();
  }

  @Override
  public CancelResult cancel(Store store, MerchantOrder order, String reason) {
    return new CancelResult.Cancelled(Money.of(900, "USD"));
  }
}
