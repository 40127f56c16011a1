package dev.brass.server.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// The metrics of webhooks. None has a tag for a tenant or URL, of which there are too many.
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
                    Counter.builder("brass.webhook.deliveries")
                        .description("Tries to hand a message over, by how they ended")
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                        .register(registry)));
    tries =
        Timer.builder("brass.webhook.try")
            .description("How long receivers took to answer")
            .register(registry);
    lag =
        Timer.builder("brass.webhook.lag")
            .description("From the change of an order to its delivery")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofHours(24))
            .register(registry);
    Gauge.builder("brass.webhook.in.flight", circuits, Circuits::inFlight)
        .description("Calls to receivers under way on this node")
        .register(registry);
    Gauge.builder("brass.webhook.circuits.open", circuits, Circuits::open)
        .description("Receivers that this node leaves alone because they keep failing")
        .register(registry);
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
