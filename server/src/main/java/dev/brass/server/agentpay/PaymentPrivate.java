package dev.brass.server.agentpay;

import dev.brass.spi.Secret;
import org.jspecify.annotations.Nullable;

/// What of a payment nobody may read: sealed at rest.
///
/// @param terms what the payer was told, as JSON
/// @param proof what the payer sent, as JSON
/// @param request what is to be bought, as it was sent; it has an address
/// @param key what its order is looked at with; null before there is one
record PaymentPrivate(
    String terms, Secret<String> proof, Secret<String> request, @Nullable Secret<String> key) {

  /// What is left when no money came: nothing that the client sent.
  PaymentPrivate erased() {
    return new PaymentPrivate(terms, Secret.of(""), Secret.of(""), key);
  }

  /// What is left when no money should come, but could: what it would come by.
  PaymentPrivate withoutRequest() {
    return new PaymentPrivate(terms, proof, Secret.of(""), key);
  }

  PaymentPrivate with(Secret<String> made) {
    return new PaymentPrivate(terms, proof, request, made);
  }
}
