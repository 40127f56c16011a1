package dev.brass.server.order;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An order that was accepted and waits for its money: it is submitted as it was accepted, whatever
/// the server's stores and settings are by then.
///
/// @param echo the client's request as JSON text
/// @param said the same as the hash of its idempotency key is taken of it
/// @param idempotencyKey the client's own; null when it gave none
public record AcceptedOrder(
    OrderSpec spec, String echo, String said, @Nullable String idempotencyKey) {

  /// No request of a client begins so: earlier versions kept these.
  private static final String MARK = "accepted:";

  private static final OrderJson JSON = new OrderJson();

  /// As text; it has an address and is to be sealed.
  public String write() {
    return MARK + JSON.write(this);
  }

  /// What [#write] gave; empty for any other text.
  public static Optional<AcceptedOrder> read(String text) {
    return text.startsWith(MARK)
        ? Optional.of(JSON.read(text.substring(MARK.length()), AcceptedOrder.class))
        : Optional.empty();
  }
}
