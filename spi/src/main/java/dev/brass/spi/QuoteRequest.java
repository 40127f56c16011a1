package dev.brass.spi;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request for a price: the lines of an order, their addresses, and every option that can change
/// whether or for how much they can be bought.
///
/// @param orderId our order; the same for every attempt of it
/// @param attempt the attempt of this quote; put it wherever the store keeps a reference
/// @param billTo null where the payment needs none
/// @param gift null when the order is not a gift
/// @param notes the client's notes on the order; stores ignore them, the sandbox reads its scenario
///     from them
public record QuoteRequest(
    UUID orderId,
    AttemptId attempt,
    List<Line> lines,
    Address shipTo,
    @Nullable Address billTo,
    Payment payment,
    @Nullable Gift gift,
    List<PromoCode> promoCodes,
    @Nullable String poNumber,
    Map<String, Object> notes) {

  public QuoteRequest {
    lines = List.copyOf(lines);
    promoCodes = List.copyOf(promoCodes);
  }
}
