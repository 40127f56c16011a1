package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The figures about what an operator has to decide.
class SafetyMetricsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void theRecoveryAndItsOrdersAreFigures() {
    try (EngineRig rig = EngineRig.real(DB.database(), clock, new InstantConnector());
        SafetyMetrics metrics = metrics(rig)) {
      rig.submit();
      metrics.count();
      assertThat(registry.scrape())
          .contains("brass_recovering 0.0")
          .doesNotContain("brass_recovery_orders{");
      rig.recovery.lost("a test");
      metrics.count();
      assertThat(registry.scrape())
          .contains("brass_recovering 1.0")
          .contains(
              "brass_recovery_orders{state=\"queued\",store=\"%s\"} 1.0"
                  .formatted(EngineRig.STORE));
      rig.recovery.refresh();
      rig.recovery.end("ann", "looked");
      metrics.count();
      assertThat(registry.scrape())
          .contains("brass_recovering 0.0")
          .doesNotContain("brass_recovery_orders{");
    }
  }

  @Test
  void strayPurchasesAreAFigureUntilTheyAreSettled() {
    try (EngineRig rig = EngineRig.real(DB.database(), clock, new InstantConnector());
        SafetyMetrics metrics = metrics(rig)) {
      rig.work();
      Order order = rig.submit();
      OrderState.Placed placed = rig.await(order, OrderState.Placed.class);
      rig.orders
          .strays()
          .keep(
              order,
              rig.orders.history().attempts(order.key()).stream()
                  .map(
                      attempt ->
                          new AttemptRow(
                              attempt.number(),
                              attempt.id(),
                              AttemptRow.Status.PLACED,
                              null,
                              null,
                              null,
                              null,
                              clock.instant(),
                              clock.instant()))
                  .findFirst()
                  .orElseThrow(),
              placed.placement(),
              "a test");
      metrics.count();
      assertThat(registry.scrape()).contains("brass_orders_strays 1.0");
      StrayPurchase stray = rig.orders.strays().open(null, 10).getFirst();
      assertThat(rig.orders.strays().keepIt(stray, "ann", "wanted")).isTrue();
      metrics.count();
      assertThat(registry.scrape()).contains("brass_orders_strays 0.0");
    }
  }

  private SafetyMetrics metrics(EngineRig rig) {
    return new SafetyMetrics(rig.recovery, rig.orders.history(), rig.orders.strays(), registry);
  }
}
