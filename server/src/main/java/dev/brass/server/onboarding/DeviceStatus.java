package dev.brass.server.onboarding;

import java.util.Locale;

/// The state of a device code.
public enum DeviceStatus {
  /// Not decided yet.
  PENDING,
  APPROVED,
  DENIED,
  /// Approved, and its key was fetched.
  REDEEMED;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
