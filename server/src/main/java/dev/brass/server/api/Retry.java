package dev.brass.server.api;

/// Whether a request whose answer got lost may be sent again.
public enum Retry {
  /// Yes: a second call changes nothing more.
  SAFE,

  /// Yes, with the same `idempotency_key` in its body.
  KEYED,

  /// No: it may have been carried out, and would be carried out twice.
  NEVER
}
