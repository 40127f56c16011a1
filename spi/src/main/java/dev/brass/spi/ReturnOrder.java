package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wish to send lines of a placed order back.
///
/// @param reference our id of the return; sent along, so that a repeated call makes one return
/// @param reason the reason in the words of the documents
/// @param method how it goes back, in the store's words; null for the store's default
public record ReturnOrder(
    String reference,
    MerchantOrder order,
    List<Line> lines,
    String reason,
    @Nullable String method,
    @Nullable String explanation) {
  public ReturnOrder {
    lines = List.copyOf(lines);
  }
}
