package dev.brass.server.order;

import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The secret parts of an order: sealed at rest, masked in every echo.
///
/// @param card erased as soon as the order is final
/// @param credential the log-in at the store, needed until the last parcel has arrived
/// @param webhooks the webhook addresses of v1 clients, by event; they may contain passwords
public record OrderPrivate(
    Payment.@Nullable Card card,
    @Nullable Credential credential,
    Map<String, List<String>> webhooks) {

  public static final OrderPrivate NONE = new OrderPrivate(null, null, Map.of());

  public OrderPrivate {
    webhooks = Map.copyOf(webhooks);
  }

  /// The same with another log-in.
  OrderPrivate with(@Nullable Credential logIn) {
    return new OrderPrivate(card, logIn, webhooks);
  }

  /// Not even the addresses: they may contain passwords.
  @Override
  public String toString() {
    return "OrderPrivate[***]";
  }
}
