package dev.brass.server.order;

import dev.brass.server.metric.Metric;
import dev.brass.spi.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metrics about orders ([Metric]). Thread-safe.
final class OrderMetrics {

  private final Map<Class<?>, Counter> events = new HashMap<>();
  private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);

  OrderMetrics(MeterRegistry registry) {
    OrderJson.eventNames()
        .forEach((name, type) -> events.put(type, Metric.ORDERS_EVENTS.counter(registry, name)));
    for (ErrorCode code : ErrorCode.values()) {
      failures.put(
          code, Metric.ORDERS_FAILED.counter(registry, code.name().toLowerCase(Locale.ROOT)));
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
