package dev.brass.server.product;

import dev.brass.server.metric.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// The metrics about product data ([Metric]). Thread-safe.
final class ProductMetrics {

  private final Counter kept;
  private final Counter store;
  private final Counter shared;
  private final Counter failed;

  ProductMetrics(MeterRegistry registry) {
    kept = Metric.PRODUCTS_READS.counter(registry, "kept");
    store = Metric.PRODUCTS_READS.counter(registry, "store");
    shared = Metric.PRODUCTS_READS.counter(registry, "shared");
    failed = Metric.PRODUCTS_READS.counter(registry, "failed");
  }

  void kept() {
    kept.increment();
  }

  void fromStore() {
    store.increment();
  }

  void shared() {
    shared.increment();
  }

  void failed() {
    failed.increment();
  }
}
