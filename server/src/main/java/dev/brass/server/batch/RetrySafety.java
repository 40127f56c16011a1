package dev.brass.server.batch;

import java.util.Locale;

/// Whether an operation may be repeated when it is unknown whether it was carried out, because the
/// process died during it.
public enum RetrySafety {
  /// It is carried out again: a second call changes nothing more.
  SAFE,
  /// It is carried out again under the same idempotency key: the client's, or else one of this
  /// server's ([OperationKeys]).
  KEYED,
  /// It is not carried out again, and ends as failed. Its start is on disk before it begins.
  NEVER;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RetrySafety of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
