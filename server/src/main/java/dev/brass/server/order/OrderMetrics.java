package dev.brass.server.order;

import dev.brass.spi.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metrics about orders. Nothing is tagged by tenant or store, since there may be too many.
/// Thread-safe.
///
/// `brass.orders.events` (event): events of orders on this node, counted once they are committed.
/// `brass.orders.failed` (code): why orders were not bought.
final class OrderMetrics {

  private final Map<Class<?>, Counter> events = new HashMap<>();
  private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);

  OrderMetrics(MeterRegistry registry) {
    OrderJson.eventNames()
        .forEach(
            (name, type) ->
                events.put(
                    type,
                    Counter.builder("brass.orders.events")
                        .description("Events of orders")
                        .tag("event", name)
                        .register(registry)));
    for (ErrorCode code : ErrorCode.values()) {
      failures.put(
          code,
          Counter.builder("brass.orders.failed")
              .description("Orders that were not bought, by the reason")
              .tag("code", code.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void submitted() {
    count(events.get(OrderEvent.Submitted.class));
  }

  void happened(List<OrderEvent> committed) {
    for (OrderEvent event : committed) {
      count(events.get(event.getClass()));
      if (event instanceof OrderEvent.Refused refused) {
        count(failures.get(refused.error().code()));
      }
      if (event instanceof OrderEvent.GaveUp gaveUp) {
        count(failures.get(gaveUp.error().code()));
      }
    }
  }

  private static void count(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }
}
