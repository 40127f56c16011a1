package dev.brass.server.agentpay;

import dev.brass.server.order.AcceptedOrder;
import dev.brass.spi.Money;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What one request costs, and what it is.
///
/// @param request what is paid for, byte by byte: a body, or a path with its query
/// @param hasBody whether it is a body, whose digest then stands in the challenge
/// @param description for display
/// @param takesPlayMoney whether nothing real is bought with it
/// @param order what is submitted once it is paid; null when no order is made of it
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Bill(
    Payment.Purpose purpose,
    Money price,
    byte[] request,
    boolean hasBody,
    String description,
    boolean takesPlayMoney,
    @Nullable AcceptedOrder order) {

  /// One of which no order is made.
  public Bill(
      Payment.Purpose purpose,
      Money price,
      byte[] request,
      boolean hasBody,
      String description,
      boolean takesPlayMoney) {
    this(purpose, price, request, hasBody, description, takesPlayMoney, null);
  }

  /// What is kept of it, to be made an order once it is paid.
  String kept() {
    return order == null ? new String(request, StandardCharsets.UTF_8) : order.write();
  }

  @Nullable String digest() {
    return hasBody ? Challenges.digest(request) : null;
  }
}
