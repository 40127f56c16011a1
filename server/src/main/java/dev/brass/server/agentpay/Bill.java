package dev.brass.server.agentpay;

import dev.brass.server.order.AcceptedOrder;
import dev.brass.spi.Money;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The price of one request, and its content.
///
/// @param request the bytes that are paid for: a body, or a path with its query
/// @param hasBody whether it is a body; its digest is then in the challenge
/// @param description for display
/// @param takesPlayMoney whether it buys nothing real
/// @param order the order to submit once it is paid; null when it buys no order
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Bill(
    Payment.Purpose purpose,
    Money price,
    byte[] request,
    boolean hasBody,
    String description,
    boolean takesPlayMoney,
    @Nullable AcceptedOrder order) {

  /// A bill that buys no order.
  public Bill(
      Payment.Purpose purpose,
      Money price,
      byte[] request,
      boolean hasBody,
      String description,
      boolean takesPlayMoney) {
    this(purpose, price, request, hasBody, description, takesPlayMoney, null);
  }

  /// The stored form, from which the order is made once it is paid.
  String kept() {
    return order == null ? new String(request, StandardCharsets.UTF_8) : order.write();
  }

  @Nullable String digest() {
    return hasBody ? Challenges.digest(request) : null;
  }
}
