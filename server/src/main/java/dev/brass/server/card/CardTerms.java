package dev.brass.server.card;

import org.jspecify.annotations.Nullable;

/// The client's terms for the payment of an order by card.
///
/// @param paymentMethod the processor's id of a card; null for the tenant's default one
/// @param customer the owner of the card at the reseller's account; null for none
/// @param margin only of [Kind#CONNECT]
/// @param client the name of the buyer's assistant; null when it is not given
public record CardTerms(
    Kind kind,
    @Nullable String paymentMethod,
    @Nullable String customer,
    @Nullable Margin margin,
    @Nullable String client) {

  /// The owner of the card.
  public enum Kind {
    /// The tenant's own.
    CARD,
    /// That of a customer of the tenant; the tenant is a reseller with an account at the processor.
    CONNECT
  }
}
