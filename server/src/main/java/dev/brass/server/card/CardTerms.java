package dev.brass.server.card;

import org.jspecify.annotations.Nullable;

/// How an order is to be paid by card, as its client asked for it.
///
/// @param paymentMethod the processor's name of a card; null for the tenant's default one
/// @param customer who has the card, at the account that sells on; null for nobody
/// @param margin only of [Kind#CONNECT]
/// @param client the assistant that the buyer uses, as it calls itself; null when it does not say
public record CardTerms(
    Kind kind,
    @Nullable String paymentMethod,
    @Nullable String customer,
    @Nullable Margin margin,
    @Nullable String client) {

  /// Whose card it is.
  public enum Kind {
    /// The tenant's own.
    CARD,
    /// That of a customer of the tenant, who sells on and has an account at the processor.
    CONNECT
  }
}
