package dev.brass.server.tenant;

/// Why a key is not accepted.
public enum Refusal implements Authentication {
  /// The key does not exist, or is for another channel.
  UNKNOWN,
  REVOKED,
  EXPIRED
}
