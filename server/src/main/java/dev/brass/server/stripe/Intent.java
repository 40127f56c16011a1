package dev.brass.server.stripe;

import com.stripe.model.PaymentIntent;
import dev.brass.spi.Money;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A payment at Stripe, which it calls a payment intent.
///
/// @param id `pi_…`
/// @param amount what it is for
/// @param capturable the held amount
/// @param received the captured amount, refunds included
/// @param applicationFee our part of a payment to a connected account, in minor units; 0 for none
/// @param live whether it moves real money
/// @param paymentMethod the payment method: `pm_…`
public record Intent(
    String id,
    Status status,
    Money amount,
    Money capturable,
    Money received,
    long applicationFee,
    boolean live,
    @Nullable String paymentMethod) {

  /// The state of the payment.
  public enum Status {
    NEEDS_METHOD,
    NEEDS_CONFIRMATION,
    /// Its buyer must do something, such as 3-D Secure.
    NEEDS_ACTION,
    PROCESSING,
    /// The money is held and can be captured.
    HELD,
    SUCCEEDED,
    CANCELED;

    private static Status of(String wire) {
      return switch (wire) {
        case "requires_payment_method" -> NEEDS_METHOD;
        case "requires_confirmation" -> NEEDS_CONFIRMATION;
        case "requires_action" -> NEEDS_ACTION;
        case "processing" -> PROCESSING;
        case "requires_capture" -> HELD;
        case "succeeded" -> SUCCEEDED;
        case "canceled" -> CANCELED;
        default -> throw new IllegalArgumentException("an intent of unknown state " + wire);
      };
    }
  }

  /// As Stripe's library reads it.
  ///
  /// @throws RuntimeException when something is missing or unknown
  static Intent of(PaymentIntent wire) {
    Long fee = wire.getApplicationFeeAmount();
    String currency = wire.getCurrency().toUpperCase(Locale.ROOT);
    return new Intent(
        wire.getId(),
        Status.of(wire.getStatus()),
        Money.of(wire.getAmount(), currency),
        Money.of(wire.getAmountCapturable(), currency),
        Money.of(wire.getAmountReceived(), currency),
        fee == null ? 0 : fee,
        wire.getLivemode(),
        wire.getPaymentMethod());
  }
}
