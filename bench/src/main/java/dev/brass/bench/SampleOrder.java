package dev.brass.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The order of seed 002 as its documentation prints it: address, card, log-in at the store,
/// shipping rule, price cap, notes, webhooks. Each text has an idempotency key of its own.
final class SampleOrder {

  private static final String RESOURCE = "/dev/brass/server/cli/demo-order.json";
  private static final String KEY = "the-key";

  private final String before;
  private final String after;

  private SampleOrder(ObjectNode order) {
    String text = order.put("idempotency_key", KEY).toString();
    int key = text.indexOf(KEY);
    this.before = text.substring(0, key);
    this.after = text.substring(key + KEY.length());
  }

  /// The order as printed.
  static SampleOrder printed() {
    return new SampleOrder(read());
  }

  /// The order at another store, with nobody to be told of it.
  static SampleOrder at(String store) {
    ObjectNode order = read().put("retailer", store);
    order.remove("webhooks");
    return new SampleOrder(order);
  }

  /// The same without a log-in at the store, so that many can be placed at a time.
  static SampleOrder withoutLogIn(String store) {
    ObjectNode order = read().put("retailer", store);
    order.remove("webhooks");
    order.remove("retailer_credentials");
    return new SampleOrder(order);
  }

  private static ObjectNode read() {
    try (InputStream in = SampleOrder.class.getResourceAsStream(RESOURCE)) {
      return (ObjectNode) JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String next() {
    return before + UUID.randomUUID() + after;
  }
}
