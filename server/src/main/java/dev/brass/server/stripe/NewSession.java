package dev.brass.server.stripe;

import dev.brass.spi.Money;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A page of Stripe's on which a buyer lets money be held on a card (Checkout).
///
/// @param name the line that the buyer sees
/// @param customer the payer; null for a new one
/// @param account the connected account that receives the payment, `acct_…`; null for our own
/// @param applicationFee our part of a payment to a connected account, in minor units; 0 for none
/// @param success the page for the buyer afterwards
/// @param cancel the page for a buyer who does not want to pay
/// @param expiresAt between 30 minutes and 24 hours from now
/// @param keepsCard whether the card is kept with the customer, for payments without the buyer
/// @param metadata of the session and of its intent; limits as for [NewHold]
public record NewSession(
    Money amount,
    String name,
    @Nullable String customer,
    @Nullable String account,
    long applicationFee,
    URI success,
    URI cancel,
    Instant expiresAt,
    boolean keepsCard,
    Map<String, String> metadata) {

  public NewSession {
    metadata = Map.copyOf(metadata);
    if (keepsCard && customer == null) {
      throw new IllegalArgumentException("a card is kept with a customer");
    }
  }
}
