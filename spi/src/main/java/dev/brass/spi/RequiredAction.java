package dev.brass.spi;

import java.util.Map;

/// The action of a person that an order needs before it can continue.
///
/// @param message what happened and what to do, for the person who operates the account
/// @param data details by name, never secret
public record RequiredAction(Kind kind, String message, Map<String, Object> data) {

  public RequiredAction {
    data = Map.copyOf(data);
  }

  public enum Kind {
    /// The store wants a code that it sent to the account's owner.
    VERIFICATION_CODE,
    /// The store wants the payment confirmed by the card's owner.
    PAYMENT_CONFIRMATION,
    /// A person must look at the order at the store.
    MANUAL_REVIEW,
    /// Brass's operator must check whether the store has the order already: Brass's own history is
    /// lost, and the store cannot be asked by a program. Never an answer of a connector.
    STORE_VERIFICATION
  }
}
