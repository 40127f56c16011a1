package dev.brass.server.api.v2;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.v2.ReturnForm.ItemForm;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The checks of a valid request for a return before it is accepted (Zinc API docs, Returns): the
/// order is the caller's and placed, and the items were bought and are not in other returns. The
/// last point is checked again in the transaction that stores the return.
final class ReturnGate {

  private final Orders orders;
  private final Aftersales aftersales;

  ReturnGate(Orders orders, Aftersales aftersales) {
    this.orders = orders;
    this.aftersales = aftersales;
  }

  /// A return that may be submitted.
  record Passed(PlacedOrder order, AftersalesAction.Return wish) {}

  /// Units of a line to return.
  private record Wanted(OrderLine line, int quantity) {}

  /// The return for the aftersales feature.
  ///
  /// @throws V2Problem when it is not accepted
  /// @throws InvalidInput when it names items that the order does not have
  Passed pass(ReturnForm form, Caller caller) {
    PlacedOrder order = order(form.orderId(), caller);
    List<Wanted> wanted = known(form, order);
    refuseReturned(wanted, order);
    List<Line> products =
        wanted.stream()
            .map(
                item ->
                    new Line(
                        item.line().productId(), null, item.quantity(), item.line().variants()))
            .toList();
    return new Passed(
        order,
        new AftersalesAction.Return(
            merchantOrder(order, products),
            products,
            wanted.stream()
                .map(
                    item ->
                        new AftersalesAction.ReturnedItem(item.line().itemId(), item.quantity()))
                .toList(),
            form.reason(),
            null,
            form.notes(),
            false,
            null));
  }

  private PlacedOrder order(UUID id, Caller caller) {
    OrderKey key = new OrderKey(caller.tenant(), new OrderId(id));
    if (orders.get(key).filter(order -> order.mode() == caller.mode()).isEmpty()) {
      throw V2Problem.notFound("Order", id.toString());
    }
    return orders
        .placed(key)
        .filter(order -> !order.isOff())
        .orElseThrow(
            () ->
                refusal(
                    "Only an order with the status order_placed can be returned",
                    Map.of("order_id", id.toString())));
  }

  private static List<Wanted> known(ReturnForm form, PlacedOrder order) {
    Map<UUID, OrderLine> lines =
        order.order().spec().lines().stream()
            .collect(Collectors.toMap(OrderLine::itemId, Function.identity()));
    List<Wanted> wanted = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < form.items().size(); i++) {
      ItemForm item = form.items().get(i);
      OrderLine line = lines.get(item.orderItemId());
      if (line == null) {
        faults.add(fault(i, "order_item_id", "the order has no item " + item.orderItemId()));
      } else if (item.quantity() > order.bought(line)) {
        faults.add(
            fault(i, "quantity", "only %d of this item were bought".formatted(order.bought(line))));
      } else {
        wanted.add(new Wanted(line, item.quantity()));
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidInput(faults);
    }
    return wanted;
  }

  private static Fault fault(int item, String name, String what) {
    return new Fault(List.of("body", "items", item, name), "Value error, " + what, "value_error");
  }

  private void refuseReturned(List<Wanted> wanted, PlacedOrder order) {
    Map<UUID, Integer> onTheirWay = new HashMap<>();
    for (AftersalesTask errand :
        aftersales.returnsOf(order.order().key().tenant(), List.of(order.order().id()))) {
      if (errand.wish() instanceof AftersalesAction.Return wish
          && ReturnStatus.of(errand.state()) != ReturnStatus.DENIED) {
        wish.items().forEach(item -> onTheirWay.merge(item.item(), item.quantity(), Integer::sum));
      }
    }
    for (Wanted item : wanted) {
      UUID id = item.line().itemId();
      int left = order.bought(item.line()) - onTheirWay.getOrDefault(id, 0);
      if (item.quantity() > left) {
        throw returned(id, Math.max(0, left));
      }
    }
  }

  /// Units of an item are in earlier returns.
  static V2Problem returned(UUID item, int left) {
    return refusal(
        "Of this item %d can still be returned; the others are in earlier returns".formatted(left),
        Map.of("order_item_id", item.toString(), "quantity_left", left));
  }

  private static MerchantOrder merchantOrder(PlacedOrder order, List<Line> products) {
    List<String> ids = products.stream().map(Line::productId).toList();
    List<MerchantOrder> all = order.placement().merchantOrders();
    return all.stream()
        .filter(merchantOrder -> merchantOrder.productIds().containsAll(ids))
        .findFirst()
        .orElseGet(
            () -> {
              if (all.size() == 1) {
                return all.getFirst();
              }
              throw refusal(
                  "The items were bought in several orders of the retailer; return those of each by"
                      + " themselves",
                  Map.of("merchant_order_ids", all.stream().map(MerchantOrder::id).toList()));
            });
  }

  private static V2Problem refusal(String why, Map<String, Object> details) {
    return new V2Problem(409, "return_not_allowed", why, details);
  }
}
