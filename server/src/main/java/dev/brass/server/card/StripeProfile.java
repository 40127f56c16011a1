package dev.brass.server.card;

import org.jspecify.annotations.Nullable;

/// A tenant's ids at Stripe.
///
/// @param customer the owner of the tenant's cards at the operator's account; null before the first
///     card
/// @param connectedAccount the tenant's account as a reseller; null for none
public record StripeProfile(@Nullable String customer, @Nullable String connectedAccount) {

  static final StripeProfile NONE = new StripeProfile(null, null);
}
