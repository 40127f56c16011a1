package dev.brass.server.api.admin;

import dev.brass.server.order.CancelledPart;
import dev.brass.server.order.OrderState;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.RequiredAction;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state of an order on the wire: the engine's name, which is finer than the status for
/// clients, and the data that exists in that state only.
record StateWire(String name, Map<String, @Nullable Object> details) {

  static StateWire of(OrderState state) {
    return switch (state) {
      case OrderState.Queued s ->
          new StateWire("queued", details("postponed_since", s.postponedSince()));
      case OrderState.Bundling _ -> new StateWire("bundling", new LinkedHashMap<>());
      case OrderState.Bundled s ->
          new StateWire("bundled", details("bundle", s.bundle().toString()));
      case OrderState.Placing s ->
          new StateWire("placing", details("attempt", s.number(), "not_after", s.notAfter()));
      case OrderState.InDoubt s ->
          new StateWire(
              "in_doubt",
              details("attempt", s.number(), "settled_at", s.settledAt(), "looks", s.looks()));
      case OrderState.Retrying s ->
          new StateWire(
              "retrying",
              details(
                  "error",
                  error(s.error()),
                  "not_before",
                  s.notBefore(),
                  "postponed_since",
                  s.postponedSince()));
      case OrderState.NeedsAction s ->
          new StateWire("needs_action", details("action", action(s.action())));
      case OrderState.Placed s ->
          new StateWire(
              "placed",
              s.off().isEmpty()
                  ? details("placement", placement(s.placement()))
                  : details(
                      "placement",
                      placement(s.placement()),
                      "off",
                      s.off().stream().map(StateWire::part).toList()));
      case OrderState.Failed s -> new StateWire("failed", details("error", error(s.error())));
      case OrderState.Cancelled s -> new StateWire("cancelled", details("reason", s.reason()));
      case OrderState.CancelledByRetailer s ->
          new StateWire(
              "cancelled_by_retailer",
              details(
                  "placement",
                  placement(s.placement()),
                  "reason",
                  s.reason(),
                  "refund",
                  money(s.refund())));
    };
  }

  private static Map<String, @Nullable Object> details(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      details.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return details;
  }

  private static Map<String, @Nullable Object> part(CancelledPart part) {
    return details(
        "merchant_order_id",
        part.merchantOrderId(),
        "reason",
        part.reason(),
        "asked",
        part.asked(),
        "refund",
        money(part.refund()));
  }

  private static Map<String, @Nullable Object> error(OrderError error) {
    return details(
        "code",
        error.code().name().toLowerCase(Locale.ROOT),
        "v1_code",
        error.code().v1Code(),
        "v2_error_type",
        error.code().v2ErrorType(),
        "message",
        error.message(),
        "data",
        new TreeMap<>(error.data()));
  }

  private static Map<String, @Nullable Object> action(RequiredAction action) {
    return details(
        "kind",
        action.kind().name().toLowerCase(Locale.ROOT),
        "message",
        action.message(),
        "data",
        new TreeMap<>(action.data()));
  }

  private static Map<String, @Nullable Object> placement(Placement placement) {
    return details(
        "merchant_orders",
        placement.merchantOrders().stream()
            .map(
                m ->
                    details(
                        "merchant_order_id",
                        m.id(),
                        "merchant",
                        m.merchant(),
                        "account",
                        m.account(),
                        "placed_at",
                        m.placedAt()))
            .toList(),
        "total",
        money(placement.price().total()));
  }

  private static @Nullable Map<String, @Nullable Object> money(@Nullable Money money) {
    return money == null
        ? null
        : details("minor", money.minor(), "currency", money.currency().getCurrencyCode());
  }
}
