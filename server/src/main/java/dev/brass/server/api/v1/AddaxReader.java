package dev.brass.server.api.v1;

import dev.brass.server.order.Funding;
import dev.brass.spi.Money;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /// How an order is paid from the client's balance; null when it is not.
  ///
  /// @param maxPrice what of it was read; null when it is absent or wrong
  static @Nullable Funding funding(
      Fields order, String retailer, @Nullable Long maxPrice, Currency currency) {
    Integer timeout = order.get("addax_queue_timeout").whole(1, Integer.MAX_VALUE);
    // These say which of several accounts buys, of which there is one here.
    order.get("zma_prime_optout").flag();
    order.get("zma_priority_bid").whole(0, Limits.AMOUNT);
    order.get("zma_discount").whole(-50, 0);
    if (!order.get("addax").isTrue()) {
      return null;
    }
    if (!retailer.isEmpty() && !Retailers.hasManagedAccounts(retailer)) {
      order.get("addax").problem("works at amazon and at stores of this server's own, not here");
    }
    refuseOwnAccount(order);
    if (!order.has("max_price")) {
      order.get("max_price").problem("is required with \"addax\": true, which holds it");
    } else if (maxPrice != null && maxPrice == 0) {
      order.get("max_price").problem("must be at least 1 with \"addax\": true, which holds it");
    }
    return new Funding(
        new Money(maxPrice == null || maxPrice == 0 ? 1 : maxPrice, currency),
        Duration.ofSeconds(timeout == null ? DEFAULT_TIMEOUT : timeout));
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
