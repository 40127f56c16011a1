package dev.brass.server.agentpay;

import dev.brass.spi.Secret;
import org.jspecify.annotations.Nullable;

/// The secret part of a payment, sealed at rest.
///
/// @param terms the terms in the challenge, as JSON
/// @param proof the payer's proof, as JSON
/// @param request the request as it was sent; it contains an address
/// @param key the key that gives access to its order; null before there is one
record PaymentPrivate(
    String terms, Secret<String> proof, Secret<String> request, @Nullable Secret<String> key) {

  /// The part that is kept when no money came: nothing that the client sent.
  PaymentPrivate erased() {
    return new PaymentPrivate(terms, Secret.of(""), Secret.of(""), key);
  }

  /// The part that is kept when no money should arrive, but could: the proof.
  PaymentPrivate withoutRequest() {
    return new PaymentPrivate(terms, proof, Secret.of(""), key);
  }

  PaymentPrivate with(Secret<String> made) {
    return new PaymentPrivate(terms, proof, request, made);
  }
}
