package dev.brass.server.order;

import org.jspecify.annotations.Nullable;

/// An order about to be committed for the first time.
///
/// @param stored the parts that are stored as they were submitted
/// @param key the idempotency key that it holds from then on; null when the client sent none
/// @param fingerprint its hash in the duplicate guard; null while no guard is on
@SuppressWarnings("ArrayRecordComponent") // written once, never compared as a record
record NewOrder(
    Order order,
    OrderPrivate secrets,
    StoredRequest stored,
    @Nullable Key key,
    byte @Nullable [] fingerprint) {

  /// A client's idempotency key.
  ///
  /// @param scope which API and mode it is unique in
  /// @param chosen whether the client chose it for this very order
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Key(String scope, String key, byte[] bodyHash, boolean chosen) {}

  /// Whether it is wanted even if an equal order was submitted just before.
  boolean isMeant() {
    return key != null && key.chosen();
  }
}
