package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The request to return lines of a placed order.
///
/// @param reference our id of the return; sent with it, so that a repeated call makes one return
/// @param reason the reason in the words of the documents
/// @param method the way to send it back, in the store's words; null for the store's default
/// @param replacesPending whether a return of these lines in progress is to be cancelled first;
///     otherwise the answer is [ReturnResult.InProgress]
/// @param from the address where the parcel is collected; null for the order's shipping address
public record ReturnOrder(
    String reference,
    MerchantOrder order,
    List<Line> lines,
    String reason,
    @Nullable String method,
    @Nullable String explanation,
    boolean replacesPending,
    @Nullable Address from) {
  public ReturnOrder {
    lines = List.copyOf(lines);
  }
}
