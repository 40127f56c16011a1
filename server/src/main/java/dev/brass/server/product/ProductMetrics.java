package dev.brass.server.product;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// The figures about product data that operators scrape. Thread-safe.
///
/// `brass.products.reads` (from): the sources of answers: `kept` ones, the `store`, or another call
/// that asked the store at the same time (`shared`); `failed` when the store did not answer.
final class ProductMetrics {

  private final Counter kept;
  private final Counter store;
  private final Counter shared;
  private final Counter failed;

  ProductMetrics(MeterRegistry registry) {
    kept = counter(registry, "kept");
    store = counter(registry, "store");
    shared = counter(registry, "shared");
    failed = counter(registry, "failed");
  }

  private static Counter counter(MeterRegistry registry, String from) {
    return Counter.builder("brass.products.reads")
        .description("Answers about products, by where they came from")
        .tag("from", from)
        .register(registry);
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
