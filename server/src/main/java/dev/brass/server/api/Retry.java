package dev.brass.server.api;

/// What may be done with a request whose answer got lost.
public enum Retry {
  /// It may be sent again: it changes nothing more the second time.
  SAFE,

  /// It may be sent again with the same `idempotency_key` in its body.
  KEYED,

  /// It may have been carried out, and would be carried out twice.
  NEVER
}
