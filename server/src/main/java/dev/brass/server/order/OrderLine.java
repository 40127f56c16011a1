package dev.brass.server.order;

import dev.brass.spi.Address;
import dev.brass.spi.Variant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One product of an order.
///
/// @param itemId our id of the line, shown by v2
/// @param productId the store's id of the product
/// @param url the page that the client named; null when it named the id
/// @param shipTo its address; null for that of its order. Each line of a bundle has one
public record OrderLine(
    UUID itemId,
    String productId,
    @Nullable String url,
    int quantity,
    List<Variant> variants,
    SellerCriteria criteria,
    @Nullable Address shipTo) {
  public OrderLine {
    variants = List.copyOf(variants);
  }

  /// A line that goes to its order's address.
  public OrderLine(
      UUID itemId,
      String productId,
      @Nullable String url,
      int quantity,
      List<Variant> variants,
      SellerCriteria criteria) {
    this(itemId, productId, url, quantity, variants, criteria, null);
  }

  /// The same line with another number of units.
  OrderLine times(int units) {
    return new OrderLine(itemId, productId, url, units, variants, criteria, shipTo);
  }

  /// The same line with an address of its own.
  OrderLine to(Address address) {
    return new OrderLine(itemId, productId, url, quantity, variants, criteria, address);
  }
}
