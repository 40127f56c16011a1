package dev.brass.server.stripe;

import dev.brass.spi.Money;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Money to be held on a card without its owner present.
///
/// @param customer the card's owner; null for a card without one
/// @param paymentMethod the card, `pm_…`
/// @param account the connected account that receives the payment, `acct_…`; null for our own
/// @param applicationFee our part of a payment to a connected account, in minor units; 0 for none
/// @param description for the account's owner
/// @param metadata at most 50 names of at most 40 characters, values of at most 500
public record NewHold(
    Money amount,
    @Nullable String customer,
    String paymentMethod,
    @Nullable String account,
    long applicationFee,
    String description,
    Map<String, String> metadata) {

  public NewHold {
    metadata = Map.copyOf(metadata);
  }
}
