package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Basket.StockLimit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The table `sandbox.stock`.
final class StockRepository {

  private static final String REMAINING =
      """
      SELECT product_id, remaining FROM sandbox.stock
      WHERE retailer = :retailer AND product_id = ANY(:products)
      """;

  private static final String TAKE =
      """
      INSERT INTO sandbox.stock AS s (retailer, product_id, remaining)
      VALUES (:retailer, :product, :opening - :wanted)
      ON CONFLICT (retailer, product_id) DO UPDATE SET remaining = s.remaining - :wanted
      WHERE s.remaining >= :wanted
      """;

  private static final String PUT_BACK =
      """
      UPDATE sandbox.stock SET remaining = remaining + :quantity
      WHERE retailer = :retailer AND product_id = :product
      """;

  /// What is left of products that were ever sold.
  Map<String, Integer> remaining(
      Handle handle, SandboxRetailer retailer, Collection<String> products) {
    Map<String, Integer> remaining = new HashMap<>();
    handle
        .createQuery(REMAINING)
        .bind("retailer", retailer.code())
        .bindArray("products", String.class, List.copyOf(products))
        .map((row, _) -> Map.entry(row.getString("product_id"), row.getInt("remaining")))
        .forEach(entry -> remaining.put(entry.getKey(), entry.getValue()));
    return remaining;
  }

  /// Takes units out of the stock.
  ///
  /// @return whether there were enough
  boolean take(Handle handle, SandboxRetailer retailer, String product, StockLimit limit) {
    return limit.wanted() <= limit.opening()
        && handle
                .createUpdate(TAKE)
                .bind("retailer", retailer.code())
                .bind("product", product)
                .bind("opening", limit.opening())
                .bind("wanted", limit.wanted())
                .execute()
            == 1;
  }

  void putBack(Handle handle, SandboxRetailer retailer, String product, int quantity) {
    handle
        .createUpdate(PUT_BACK)
        .bind("retailer", retailer.code())
        .bind("product", product)
        .bind("quantity", quantity)
        .execute();
  }
}
