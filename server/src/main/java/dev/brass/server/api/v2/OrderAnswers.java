package dev.brass.server.api.v2;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.v2.OrderRendering.Beside;
import dev.brass.server.api.v2.V2Wire.OrderResponse;
import dev.brass.server.card.CardListener;
import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardPayments;
import dev.brass.server.mail.Mails;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Orders;
import dev.brass.server.order.UsedAccount;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Orders as clients see them, with related data from other tables, which is read once per page and
/// only where it may exist. Thread-safe.
final class OrderAnswers {

  private final Orders orders;
  private final Aftersales aftersales;
  private final Mails mails;
  private final CardPayments cards;
  private final CustomerEmail emails;
  private final OrderRendering rendering;

  OrderAnswers(Orders orders, Aftersales aftersales, Mails mails, CardPayments cards, V2Json json) {
    this.orders = orders;
    this.aftersales = aftersales;
    this.mails = mails;
    this.cards = cards;
    this.emails = new CustomerEmail(json);
    this.rendering = new OrderRendering(json);
  }

  /// The order with the checkpoints of its parcels.
  OrderResponse one(Order order) {
    return all(List.of(order), true).getFirst();
  }

  /// A new order: it has only the account that its client named.
  OrderResponse created(Order order) {
    return rendering.render(order, beside(List.of(order), Map.of()), true);
  }

  /// A new order that is paid by card, with the payment's state at the time of its creation.
  OrderResponse created(Order order, CardPayment payment) {
    List<Order> page = List.of(order);
    Beside beside = beside(page, accounts(page)).with(Map.of(order.id().value(), payment));
    return rendering.render(order, beside, true);
  }

  /// Orders of one tenant.
  ///
  /// @param checkpoints whether to include the checkpoints of their parcels
  List<OrderResponse> all(List<Order> page, boolean checkpoints) {
    if (page.isEmpty()) {
      return List.of();
    }
    Beside beside = beside(page, accounts(page));
    return page.stream().map(order -> rendering.render(order, beside, checkpoints)).toList();
  }

  private Beside beside(List<Order> page, Map<OrderId, UsedAccount> accounts) {
    TenantId tenant = page.getFirst().key().tenant();
    return new Beside(
        returns(tenant, page),
        reached(tenant, page),
        accounts,
        cards(tenant, page),
        orders.times(tenant));
  }

  private Map<OrderId, UsedAccount> accounts(List<Order> page) {
    List<OrderId> some =
        page.stream().filter(order -> order.spec().account() != null).map(Order::id).toList();
    return some.isEmpty() ? Map.of() : orders.accounts(page.getFirst().key().tenant(), some);
  }

  private Map<UUID, CardPayment> cards(TenantId tenant, List<Order> page) {
    List<UUID> some =
        page.stream().filter(CardListener::mayConcern).map(order -> order.id().value()).toList();
    return some.isEmpty() ? Map.of() : cards.ofOrders(tenant, some);
  }

  private List<AftersalesTask> returns(TenantId tenant, List<Order> page) {
    List<Order> placed = page.stream().filter(order -> isOrWasPlaced(order.state())).toList();
    return placed.isEmpty()
        ? List.of()
        : aftersales.returnsOf(tenant, placed.stream().map(Order::id).toList());
  }

  /// Orders in other states cannot have returns.
  private static boolean isOrWasPlaced(OrderState state) {
    return state instanceof OrderState.Placed || state instanceof OrderState.CancelledByRetailer;
  }

  private Map<UUID, Boolean> reached(TenantId tenant, List<Order> page) {
    List<Order> mailed = page.stream().filter(order -> emails.of(order) != null).toList();
    return mailed.isEmpty()
        ? Map.of()
        : mails.reached(tenant, mailed.stream().map(order -> order.id().value()).toList());
  }
}
