package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.MerchantOrder;
import java.util.List;
import java.util.stream.Collectors;

/// Placed orders on which a request acts. Thread-safe.
record PlacedOrders(Orders orders, Stores stores) {

  /// The caller's order at `{request_id}`.
  ///
  /// @param capability that its store's connector must have
  /// @param deed the requested action, as in "cannot be …"
  /// @throws V1Problem when the caller has no such order, or the action is not possible for it
  PlacedOrder of(ApiRequest request, Caller caller, Class<?> capability, String deed) {
    OrderKey key = new OrderKey(caller.tenant(), V1Ids.order(request.pathValue("request_id")));
    boolean known = orders.get(key).filter(found -> found.mode() == caller.mode()).isPresent();
    if (!known) {
      throw V1Ids.unknown();
    }
    PlacedOrder placed =
        orders
            .placed(key)
            .filter(order -> !order.isOff())
            .orElseThrow(
                () ->
                    new V1Problem(
                        V1Code.INVALID_REQUEST,
                        "Only a request that has succeeded, and that its retailer has not"
                            + " cancelled, can be "
                            + deed
                            + "."));
    String store = placed.order().spec().store();
    if (!isAble(stores, placed.order(), capability)) {
      throw new V1Problem(
          V1Code.INVALID_REQUEST, "Orders at '" + store + "' cannot be " + deed + " from here.");
    }
    return placed;
  }

  /// Whether the store of an order supports an action.
  ///
  /// @param capability that its store's connector must have
  static boolean isAble(Stores stores, Order order, Class<?> capability) {
    return stores
        .byCode(order.spec().store(), order.clock() != null)
        .map(ConfiguredStore::connector)
        .filter(capability::isInstance)
        .isPresent();
  }

  /// An order must not cancel products of other orders: a merchant order of a bundle can only be
  /// cancelled as a whole.
  ///
  /// @throws V1Problem when other requests were bought with it
  void refuseShared(PlacedOrder order, MerchantOrder merchantOrder) {
    int sharing = orders.sharing(order.order().key(), merchantOrder);
    if (sharing > 1) {
      throw new V1Problem(
          V1Code.INVALID_REQUEST,
          "The retailer's order %s was bought for %d bundled requests and can only be cancelled as"
                  .formatted(merchantOrder.id(), sharing)
              + " a whole; return the products of this one instead.");
    }
  }

  /// The merchant order that a request names; if it names none, the only one.
  static MerchantOrder named(PlacedOrder order, Value id) {
    List<MerchantOrder> all = order.placement().merchantOrders();
    String wanted = id.text(Limits.TEXT);
    if (wanted == null && all.size() > 1) {
      id.problem("is required for this order; it is one of " + ids(all));
    }
    return wanted == null
        ? all.getFirst()
        : all.stream()
            .filter(merchantOrder -> merchantOrder.id().equals(wanted))
            .findFirst()
            .orElseGet(
                () -> {
                  id.problemWithValue(
                      V1Code.INVALID_REQUEST, "must be one of this order's: " + ids(all));
                  return all.getFirst();
                });
  }

  private static String ids(List<MerchantOrder> all) {
    return all.stream().map(MerchantOrder::id).collect(Collectors.joining(", "));
  }
}
