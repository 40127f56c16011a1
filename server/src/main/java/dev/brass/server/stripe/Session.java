package dev.brass.server.stripe;

import org.jspecify.annotations.Nullable;

/// A page of Stripe's on which a buyer pays.
///
/// @param id `cs_…`
/// @param url the page, while it is open
/// @param intent the payment, `pi_…`; usually there once the buyer has paid
public record Session(String id, @Nullable String url, Status status, @Nullable String intent) {

  /// The state of the session.
  public enum Status {
    OPEN,
    COMPLETE,
    EXPIRED;

    private static Status of(String wire) {
      return switch (wire) {
        case "open" -> OPEN;
        case "complete" -> COMPLETE;
        case "expired" -> EXPIRED;
        default -> throw new IllegalArgumentException("a session of unknown state " + wire);
      };
    }
  }

  /// As Stripe's library reads it.
  ///
  /// @throws RuntimeException when something is missing or unknown
  static Session of(com.stripe.model.checkout.Session wire) {
    return new Session(
        wire.getId(), wire.getUrl(), Status.of(wire.getStatus()), wire.getPaymentIntent());
  }
}
