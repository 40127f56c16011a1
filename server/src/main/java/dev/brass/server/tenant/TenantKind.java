package dev.brass.server.tenant;

import java.util.Locale;

/// What a tenant is, as far as that decides whose turn its jobs come in.
public enum TenantKind {
  /// A customer's.
  ACCOUNT,
  /// Of one order that a program without an account has paid for, or of all its calls for data.
  AGENT,
  /// What a program opened to try things; also after a person has claimed what was in it.
  SANDBOX;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
