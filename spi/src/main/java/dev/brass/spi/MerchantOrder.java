package dev.brass.spi;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order as the store created it; one order of ours may become several.
///
/// @param id the store's own order number
/// @param merchant the seller: the store's code
/// @param account the buying account at the store; null for a guest
public record MerchantOrder(
    String id,
    String merchant,
    @Nullable String account,
    Instant placedAt,
    List<String> productIds,
    @Nullable LocalDate deliveryDate,
    @Nullable URI trackingUrl) {
  public MerchantOrder {
    productIds = List.copyOf(productIds);
  }
}
