package dev.brass.server.tenant;

import java.util.Locale;

/// The kind of a tenant, as far as it decides when its jobs get their turn.
public enum TenantKind {
  /// A customer's.
  ACCOUNT,
  /// The tenant of one order that a program without an account has paid for, or of all its calls
  /// for data.
  AGENT,
  /// A sandbox that a program opened to try things; also after a person has claimed its content.
  SANDBOX;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
