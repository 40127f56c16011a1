package dev.brass.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The request to buy a quote.
///
/// @param request the quoted request; [QuoteRequest#attempt] is the attempt's id
/// @param handle [Quote#handle] of that quote
/// @param shippingOptionId the way to ship, chosen from the quote
/// @param expected the total of the quote with that way to ship
/// @param priceCap the most that the store may charge; the connector compares the store's final
///     total with it right before the irrevocable call. Null when the client set none
/// @param notAfter the irrevocable call must not be sent after this instant; [StoreHttp] refuses it
///     then, so that an order cannot appear long after we gave it up
public record PlaceOrder(
    QuoteRequest request,
    String handle,
    String shippingOptionId,
    Money expected,
    @Nullable Money priceCap,
    Instant notAfter) {

  public AttemptId attempt() {
    return request.attempt();
  }
}
