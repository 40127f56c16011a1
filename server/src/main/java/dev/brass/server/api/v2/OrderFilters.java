package dev.brass.server.api.v2;

import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.OrderTimes;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the filters that lists and exports of orders share (Zinc API docs, List Orders).
final class OrderFilters {

  private OrderFilters() {}

  /// The filter. Faults are recorded in the query.
  ///
  /// @param times thresholds for stale parcels
  static OrderFilter read(Query query, OrderTimes times) {
    String key = query.text("metadata_key");
    String value = query.text("metadata_value");
    if ((key == null) != (value == null)) {
      query.fault(
          key == null ? "metadata_key" : "metadata_value",
          "Value error, metadata_key and metadata_value must be sent together");
    }
    return new OrderFilter(
        query.text("order_id"),
        query.text("search"),
        query.text("merchant_order_id"),
        states(query),
        query.word(
            "tracking_status", List.of("pending", "in_transit", "delivered", "undeliverable")),
        query.flag("has_tracking"),
        stale(query.flag("tracking_stale"), times),
        returns(query),
        query.instant("created_after"),
        query.instant("created_before"),
        key,
        value,
        null);
  }

  private static OrderFilter.@Nullable Staleness stale(@Nullable Boolean stale, OrderTimes times) {
    return stale == null ? null : new OrderFilter.Staleness(stale, times.system(), times.sandbox());
  }

  private static @Nullable Set<Class<? extends OrderState>> states(Query query) {
    String status = query.word("status_filter", OrderStatus.codes());
    return status == null ? null : OrderStatus.ofCode(status).states();
  }

  /// The names of the states that match a filter on the order's returns: `closed` is a return that
  /// was decided.
  private static @Nullable List<String> returns(Query query) {
    String status = query.word("return_status", List.of("open", "closed"));
    if (status == null) {
      return null;
    }
    boolean open = status.equals("open");
    return Arrays.stream(ReturnStatus.values())
        .filter(candidate -> (candidate == ReturnStatus.OPEN) == open)
        .flatMap(candidate -> candidate.states().stream())
        .<String>map(Class::getSimpleName)
        .toList();
  }
}
