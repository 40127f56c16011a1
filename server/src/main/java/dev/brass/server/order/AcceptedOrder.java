package dev.brass.server.order;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An order that was accepted and waits for its money: it is submitted as it was accepted, even if
/// the server's stores and settings have changed since.
///
/// @param echo the client's request as JSON text
/// @param said the text over which the hash of its idempotency key is computed
/// @param idempotencyKey the client's key; null when it sent none
public record AcceptedOrder(
    OrderSpec spec, String echo, String said, @Nullable String idempotencyKey) {

  /// No client request begins with this; earlier versions stored plain requests here.
  private static final String MARK = "accepted:";

  private static final OrderJson JSON = new OrderJson();

  /// As text. It contains an address, so the caller seals it.
  public String write() {
    return MARK + JSON.write(this);
  }

  /// Reads the text that [#write] returned; empty for any other text.
  public static Optional<AcceptedOrder> read(String text) {
    return text.startsWith(MARK)
        ? Optional.of(JSON.read(text.substring(MARK.length()), AcceptedOrder.class))
        : Optional.empty();
  }
}
