package dev.brass.server.batch;

import java.util.Locale;

/// What may be done with an operation when nobody knows whether it was carried out, because the
/// process died in the middle of it.
public enum RetrySafety {
  /// It is carried out again: that changes nothing more.
  SAFE,
  /// It is carried out again under the same idempotency key: the client's, or else one of ours
  /// ([OperationKeys]).
  KEYED,
  /// It is not carried out again, and ends as failed. That it begins is on disk before it does.
  NEVER;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RetrySafety of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
