package dev.brass.server.api.v1;

import dev.brass.server.order.Payer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Reads the fields of orders about managed accounts (classic Zinc docs, Optional attributes and
/// Managed accounts): with `addax: true` the order is bought with the operator's account at the
/// retailer, and the client pays from its balance here.
final class AddaxReader {

  static final Set<String> NAMES =
      Set.of(
          "addax", "addax_queue_timeout", "zma_discount", "zma_prime_optout", "zma_priority_bid");

  /// In seconds: four hours, as in the documents.
  private static final int DEFAULT_TIMEOUT = 14_400;

  private static final List<String> OF_OWN_ACCOUNTS =
      List.of("retailer_credentials", "payment_method", "billing_address");

  private AddaxReader() {}

  /// The payer of an order.
  static Payer payer(Fields order, String retailer) {
    Integer timeout = order.get("addax_queue_timeout").whole(1, Integer.MAX_VALUE);
    // These fields choose one of several accounts; here only one exists.
    order.get("zma_prime_optout").flag();
    order.get("zma_priority_bid").whole(0, Limits.AMOUNT);
    order.get("zma_discount").whole(-50, 0);
    if (!order.get("addax").isTrue()) {
      return Payer.CLASSIC;
    }
    if (!retailer.isEmpty() && !Retailers.hasManagedAccounts(retailer)) {
      order.get("addax").problem("works at amazon and at stores of this server's own, not here");
    }
    refuseOwnAccount(order);
    requireCap(order, "with \"addax\": true, which holds it");
    return new Payer.ManagedAccount(
        Duration.ofSeconds(timeout == null ? DEFAULT_TIMEOUT : timeout));
  }

  /// Records that the order needs a `max_price` and has none.
  ///
  /// @param why the reason for which it is needed
  static void requireCap(Fields order, String why) {
    Value cap = order.get("max_price");
    BigDecimal most = cap.number();
    if (!order.has("max_price")) {
      cap.problem("is required " + why);
    } else if (most != null && most.signum() == 0) {
      cap.problem("must be at least 1 " + why);
    }
  }

  /// Records each attribute that concerns an account of the client.
  static void refuseOwnAccount(Fields order) {
    for (String name : OF_OWN_ACCOUNTS) {
      if (order.has(name)) {
        order
            .get(name)
            .problem("must be left out with \"addax\": true: the server's account buys the order");
      }
    }
  }
}
