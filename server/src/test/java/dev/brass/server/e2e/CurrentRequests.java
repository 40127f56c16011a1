package dev.brass.server.e2e;

import tools.jackson.databind.node.ObjectNode;

/// Requests of the current API.
final class CurrentRequests {

  private CurrentRequests() {}

  /// An order of one product, named by its page.
  static ObjectNode order(String productPage) {
    return (ObjectNode)
        Client.JSON.readTree(
            """
            {"products": [{"url": "%s", "quantity": 1}],
             "max_price": 10000000,
             "shipping_address": {
               "first_name": "Tim", "last_name": "Beaver",
               "address_line1": "77 Massachusetts Avenue", "address_line2": "",
               "city": "Cambridge", "state": "MA", "postal_code": "02139",
               "phone_number": "5551230101", "country": "US"},
             "metadata": {"our_internal_order_id": "abc123"}}
            """
                .formatted(productPage));
  }

  /// The current API's spelling of a classic `request_id`.
  static String orderId(String requestId) {
    return requestId.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }
}
