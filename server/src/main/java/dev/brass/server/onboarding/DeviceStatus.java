package dev.brass.server.onboarding;

import java.util.Locale;

/// How a device code stands.
public enum DeviceStatus {
  /// Nobody has decided.
  PENDING,
  APPROVED,
  DENIED,
  /// Approved, and its key was fetched.
  REDEEMED;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
