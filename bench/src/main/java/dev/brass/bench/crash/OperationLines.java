package dev.brass.bench.crash;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Operations that place orders, in NDJSON: in turns through the current and the classic API. Each
/// buys a product of its own, so that the store's book tells whose order it is; the classic ones
/// have a card and a password, and a log-in of their own at the store.
final class OperationLines {

  private static final String CLASSIC = "/dev/brass/server/cli/demo-order.json";

  private OperationLines() {}

  /// The reference of an operation, which is also the product that it buys.
  static String product(int index) {
    return "B0OPS%05d".formatted(index);
  }

  static String of(int operations) throws IOException {
    ObjectNode classic;
    try (InputStream in =
        Objects.requireNonNull(OperationLines.class.getResourceAsStream(CLASSIC))) {
      classic = (ObjectNode) JsonMapper.shared().readTree(in);
    }
    classic.remove("webhooks");
    classic.remove("idempotency_key");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < operations; i++) {
      lines.append(i % 2 == 0 ? current(i) : classic(i, classic)).append('\n');
    }
    return lines.toString();
  }

  private static String current(int index) {
    return """
        {"http_method": "POST", "path": "/orders", "reference": "%s", "body": {"products": \
        [{"url": "https://www.amazon.com/dp/%s", "quantity": 1}], "max_price": 10000000, \
        "shipping_address": {"first_name": "Tim", "last_name": "Beaver", \
        "address_line1": "77 Massachusetts Avenue", "city": "Cambridge", "state": "MA", \
        "postal_code": "02139", "phone_number": "5551230101", "country": "US"}}}"""
        .formatted(product(index), product(index));
  }

  private static String classic(int index, ObjectNode template) {
    ObjectNode order = template.deepCopy();
    ((ObjectNode) order.at("/products/0")).put("product_id", product(index));
    ((ObjectNode) order.get("retailer_credentials")).put("email", index + "@example.com");
    order.put("max_price", 10_000_000);
    ObjectNode operation = JsonMapper.shared().createObjectNode();
    operation
        .put("http_method", "POST")
        .put("path", "/v1/orders")
        .put("reference", product(index))
        .set("body", order);
    return operation.toString();
  }
}
