package dev.brass.server.api.v2;

import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.v2.V2Wire.CartItem;
import dev.brass.server.api.v2.V2Wire.Checkpoint;
import dev.brass.server.api.v2.V2Wire.CustomerNotifications;
import dev.brass.server.api.v2.V2Wire.ErrorDetails;
import dev.brass.server.api.v2.V2Wire.Fulfillment;
import dev.brass.server.api.v2.V2Wire.FulfillmentConcession;
import dev.brass.server.api.v2.V2Wire.Item;
import dev.brass.server.api.v2.V2Wire.JobResult;
import dev.brass.server.api.v2.V2Wire.MerchantOrder;
import dev.brass.server.api.v2.V2Wire.OrderResponse;
import dev.brass.server.api.v2.V2Wire.Prices;
import dev.brass.server.api.v2.V2Wire.TrackingNumber;
import dev.brass.server.api.v2.V2Wire.Variant;
import dev.brass.server.card.CardPayment;
import dev.brass.server.order.AccountChoice;
import dev.brass.server.order.Concession;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderItem;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.OrderTimes;
import dev.brass.server.order.UsedAccount;
import dev.brass.spi.Address;
import dev.brass.spi.BoughtItem;
import dev.brass.spi.Condition;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Shipment;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Orders in the current API (Zinc API docs, Get Order), whichever channel they came through.
final class OrderRendering {

  private final V2Json json;

  OrderRendering(V2Json json) {
    this.json = json;
  }

  /// Data about orders from other tables.
  ///
  /// @param returns of all the orders
  /// @param reached whether an order's mails have reached anyone, for orders that have mails
  /// @param accounts the managed accounts assigned to the orders
  /// @param cards the payments of orders that are paid by card
  /// @param times thresholds for stale parcels
  record Beside(
      List<AftersalesTask> returns,
      Map<UUID, Boolean> reached,
      Map<OrderId, UsedAccount> accounts,
      Map<UUID, CardPayment> cards,
      OrderTimes times) {

    Beside with(Map<UUID, CardPayment> others) {
      return new Beside(returns, reached, accounts, others, times);
    }
  }

  /// The order on the wire.
  ///
  /// @param checkpoints whether to include the parcels' checkpoints
  OrderResponse render(Order order, Beside beside, boolean checkpoints) {
    JsonNode echo = json.stored(order.echo());
    boolean fromV2 = OrderPaths.isOfThisApi(order);
    Placement placement = placement(order.state());
    Gift gift = order.spec().delivery().gift();
    UsedAccount account = account(order, beside);
    CardPayment card = beside.cards().get(order.id().value());
    return new OrderResponse(
        order.id().value(),
        status(order.state()),
        order.spec().terms().maxPrice() == null ? 0 : order.spec().terms().maxPrice(),
        order.attempts(),
        items(order),
        fromV2 ? echo.get("shipping_address") : json.tree(address(order.spec().delivery().to())),
        json.tree(order.spec().reference().notes()),
        order.spec().reference().poNumber(),
        fromV2 ? number(echo.get("handling_days_max")) : null,
        gift != null,
        gift == null ? null : gift.message(),
        account == null ? null : account.shortId(),
        account == null ? null : account.id().toString(),
        jobResult(order.state()),
        placement == null
            ? List.of()
            : placement.merchantOrders().stream().map(m -> m.id()).toList(),
        order.shipments().stream()
            .filter(s -> s.shipment().trackingNumber() != null)
            .map(s -> tracking(s, s.staleSince(beside.times().of(order)), checkpoints))
            .toList(),
        null,
        null,
        beside.returns().stream()
            .filter(errand -> order.id().equals(errand.order()))
            .map(ReturnRendering::summary)
            .toList(),
        card == null ? null : CardRendering.connect(card),
        card == null ? null : CardRendering.payment(card),
        notifications(echo, beside.reached().get(order.id().value())),
        fulfillment(echo, order),
        order.createdAt(),
        order.updatedAt());
  }

  /// The account that is assigned to the order, or the one that its client named.
  private static @Nullable UsedAccount account(Order order, Beside beside) {
    UsedAccount given = beside.accounts().get(order.id());
    AccountChoice choice = order.spec().account();
    return given == null && choice != null && choice.id() != null && choice.shortId() != null
        ? new UsedAccount(choice.id(), choice.shortId())
        : given;
  }

  static String status(OrderState state) {
    return OrderStatus.of(state.getClass()).code();
  }

  static @Nullable Placement placement(OrderState state) {
    return switch (state) {
      case OrderState.Placed p -> p.placement();
      case OrderState.CancelledByRetailer c -> c.placement();
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Failed _,
          OrderState.Cancelled _ ->
          null;
    };
  }

  private static List<Item> items(Order order) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < order.items().size(); i++) {
      OrderItem item = order.items().get(i);
      OrderLine line = order.spec().lines().get(i);
      items.add(
          new Item(
              item.id(),
              line.url() == null ? line.productId() : line.url(),
              line.quantity(),
              variants(line),
              conditions(line.criteria().item().conditionIn()),
              conditions(line.criteria().item().conditionNotIn()),
              item.status().code(),
              item.cancellationReason(),
              item.errorType(),
              order.createdAt(),
              item.updatedAt()));
    }
    return items;
  }

  static @Nullable List<Variant> variants(OrderLine line) {
    return line.variants().isEmpty()
        ? null
        : line.variants().stream().map(v -> new Variant(v.dimension(), v.value())).toList();
  }

  private static @Nullable List<String> conditions(Set<Condition> conditions) {
    return conditions.isEmpty()
        ? null
        : conditions.stream().sorted().map(Condition::compactLabel).toList();
  }

  private static @Nullable JobResult jobResult(OrderState state) {
    return switch (state) {
      case OrderState.Placed p -> success(p.placement(), null, null);
      case OrderState.CancelledByRetailer c -> success(c.placement(), c.reason(), null);
      case OrderState.Failed f -> failure(f.error());
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Cancelled _ ->
          null;
    };
  }

  private static JobResult success(
      Placement placement, @Nullable String error, @Nullable String errorType) {
    return new JobResult(
        true,
        false,
        error,
        errorType,
        null,
        prices(placement),
        placement.merchantOrders().stream()
            .map(m -> m.deliveryDate())
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .map(LocalDate::toString)
            .orElse(null),
        placement.merchantOrders().stream()
            .map(m -> new MerchantOrder(m.id(), m.merchant(), m.account(), m.placedAt()))
            .toList());
  }

  private static JobResult failure(OrderError error) {
    String type = error.code().v2ErrorType();
    return new JobResult(
        false,
        error.code() != ErrorCode.ORDER_PROBABLY_PLACED,
        error.message(),
        type,
        new ErrorDetails(type, error.message(), List.of()),
        null,
        null,
        List.of());
  }

  static Prices prices(Placement placement) {
    PriceComponents p = placement.price();
    String currency = p.total().currency().getCurrencyCode();
    return new Prices(
        p.subtotal().minor(),
        p.tax().minor(),
        p.shipping().minor(),
        p.discount().minor(),
        p.fees().minor(),
        p.total().minor(),
        p.giftCertificate() == null ? null : p.giftCertificate().minor(),
        p.total().minor(),
        currency,
        currency,
        placement.items().isEmpty()
            ? null
            : placement.items().stream().map(OrderRendering::cartItem).toList(),
        null,
        true);
  }

  private static CartItem cartItem(BoughtItem item) {
    return new CartItem(
        null, item.productId(), item.quantity(), item.unitPrice().minor(), item.price().minor());
  }

  static String carrier(Shipment parcel) {
    return parcel.carrier() == null ? "unknown" : parcel.carrier().toLowerCase(Locale.ROOT);
  }

  private static TrackingNumber tracking(
      OrderShipment s, @Nullable Instant staleSince, boolean checkpoints) {
    Shipment parcel = s.shipment();
    String alias = TrackingAlias.of(s.id());
    return new TrackingNumber(
        s.id(),
        carrier(parcel),
        Objects.requireNonNull(parcel.trackingNumber()),
        alias,
        "https://t.17track.net/en#nums=" + alias,
        code(parcel.status()),
        parcel.estimatedDelivery(),
        checkpoints
            ? parcel.checkpoints().stream().map(OrderRendering::checkpoint).toList()
            : List.of(),
        staleSince,
        s.createdAt());
  }

  static Checkpoint checkpoint(Shipment.Checkpoint c) {
    return new Checkpoint(
        c.at(),
        code(c.status()),
        c.message(),
        c.city(),
        c.state(),
        c.country(),
        c.postalCode(),
        null);
  }

  static String code(Shipment.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Integer number(@Nullable JsonNode node) {
    return node == null || node.isNull() ? null : node.asInt();
  }

  private static @Nullable CustomerNotifications notifications(
      JsonNode echo, @Nullable Boolean reached) {
    String email = CustomerEmail.of(echo);
    return email == null ? null : new CustomerNotifications(email, reached);
  }

  private static Fulfillment fulfillment(JsonNode echo, Order order) {
    JsonNode f = echo.path("fulfillment");
    List<Concession> concessions =
        order.state() instanceof OrderState.Placed placed ? placed.concessions() : List.of();
    return new Fulfillment(
        word(f, "gift"),
        word(f, "items"),
        word(f, "quantity"),
        concessions.stream().map(concession -> concession(concession, order)).toList());
  }

  private static FulfillmentConcession concession(Concession concession, Order order) {
    return new FulfillmentConcession(
        concession.concern().name().toLowerCase(Locale.ROOT),
        concession.code().v2ErrorType(),
        concession.message(),
        concession.item(),
        order.spec().lines().stream()
            .filter(line -> line.itemId().equals(concession.item()))
            .map(line -> line.url())
            .findFirst()
            .orElse(null),
        concession.requested(),
        concession.fulfilled());
  }

  private static @Nullable String word(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isString() ? value.asString() : null;
  }

  /// An address of an order that came through another API.
  private static Map<String, @Nullable Object> address(Address a) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("first_name", a.firstName());
    wire.put("last_name", a.lastName());
    wire.put("address_line1", a.line1());
    wire.put("address_line2", a.line2());
    wire.put("city", a.city());
    wire.put("state", a.state());
    wire.put("postal_code", a.postalCode());
    wire.put("phone_number", a.phone());
    wire.put("country", a.country());
    return wire;
  }
}
