package dev.brass.server.webhook;

import dev.brass.server.metric.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// The metrics of webhooks.
final class WebhookMetrics {

  private final Map<Delivery.Outcome, Counter> outcomes = new EnumMap<>(Delivery.Outcome.class);
  private final Timer tries;
  private final Timer lag;

  WebhookMetrics(MeterRegistry registry, Circuits circuits) {
    Arrays.stream(Delivery.Outcome.values())
        .forEach(
            outcome ->
                outcomes.put(
                    outcome,
                    Metric.WEBHOOK_DELIVERIES.counter(
                        registry, outcome.name().toLowerCase(Locale.ROOT))));
    tries = Metric.WEBHOOK_TRY.timer(registry);
    lag =
        Metric.WEBHOOK_LAG
            .histogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofHours(24))
            .register(registry);
    Metric.WEBHOOK_IN_FLIGHT.gauge(registry, circuits, Circuits::inFlight);
    Metric.WEBHOOK_CIRCUITS_OPEN.gauge(registry, circuits, Circuits::open);
  }

  void ended(Delivery delivery) {
    counter(delivery.outcome()).increment();
    tries.record(delivery.duration());
  }

  void delivered(Duration sinceCreation) {
    lag.record(sinceCreation);
  }

  private Counter counter(Delivery.Outcome outcome) {
    Counter counter = outcomes.get(outcome);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + outcome);
    }
    return counter;
  }
}
