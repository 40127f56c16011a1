package dev.brass.server.tenant;

/// Why a key is not accepted.
public enum Refusal implements Authentication {
  /// There is no such key, or it is one for another channel.
  UNKNOWN,
  REVOKED,
  EXPIRED
}
