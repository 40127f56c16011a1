package dev.brass.server.card;

import org.jspecify.annotations.Nullable;

/// A tenant as Stripe knows it.
///
/// @param customer who has the tenant's own cards, at the operator's account; null before the first
/// @param connectedAccount what the tenant sells on with; null for none
public record StripeProfile(@Nullable String customer, @Nullable String connectedAccount) {

  static final StripeProfile NONE = new StripeProfile(null, null);
}
