package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wish to send lines of a placed order back.
///
/// @param reference our id of the return; sent along, so that a repeated call makes one return
/// @param reason the reason in the words of the documents
/// @param method how it goes back, in the store's words; null for the store's default
/// @param replacesPending whether a return of these lines that is under way is to be called off
///     first; otherwise the answer is [ReturnResult.InProgress]
/// @param from where the parcel is handed over; null for the order's shipping address
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
