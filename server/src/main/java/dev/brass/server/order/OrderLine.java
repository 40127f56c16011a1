package dev.brass.server.order;

import dev.brass.spi.Variant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One product of an order.
///
/// @param itemId our id of the line, shown by v2
/// @param productId the store's id of the product
/// @param url the page that the client named; null when it named the id
public record OrderLine(
    UUID itemId,
    String productId,
    @Nullable String url,
    int quantity,
    List<Variant> variants,
    SellerCriteria criteria) {
  public OrderLine {
    variants = List.copyOf(variants);
  }
}
