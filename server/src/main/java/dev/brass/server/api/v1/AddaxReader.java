package dev.brass.server.api.v1;

import dev.brass.server.order.Payer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Reads what orders say about managed accounts (spec v1 §5.3, §12): with `addax: true` the
/// operator's own account at the retailer buys, and the client pays from its balance here.
final class AddaxReader {

  static final Set<String> NAMES =
      Set.of(
          "addax", "addax_queue_timeout", "zma_discount", "zma_prime_optout", "zma_priority_bid");

  /// In seconds; four hours, as the documents say.
  private static final int DEFAULT_TIMEOUT = 14_400;

  private static final List<String> OF_OWN_ACCOUNTS =
      List.of("retailer_credentials", "payment_method", "billing_address");

  private AddaxReader() {}

  /// Who pays for an order.
  static Payer payer(Fields order, String retailer) {
    Integer timeout = order.get("addax_queue_timeout").whole(1, Integer.MAX_VALUE);
    // These say which of several accounts buys, of which there is one here.
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

  /// Notes that the order does not say what it may cost at most.
  ///
  /// @param why what that is needed for
  static void requireCap(Fields order, String why) {
    Value cap = order.get("max_price");
    BigDecimal most = cap.number();
    if (!order.has("max_price")) {
      cap.problem("is required " + why);
    } else if (most != null && most.signum() == 0) {
      cap.problem("must be at least 1 " + why);
    }
  }

  /// Notes each attribute that is about an account of the client's own.
  static void refuseOwnAccount(Fields order) {
    for (String name : OF_OWN_ACCOUNTS) {
      if (order.has(name)) {
        order
            .get(name)
            .problem("must be left out with \"addax\": true: the order is bought by our account");
      }
    }
  }
}
