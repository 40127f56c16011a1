package dev.brass.server.api.v2;

import java.util.UUID;

/// The tracking number that this server assigns to a parcel: `ZPY`, 18 digits, `YQ`. It is derived
/// from the parcel's id, so it never changes, whatever the carrier corrects (Zinc API docs,
/// Tracking).
final class TrackingAlias {

  private static final long EIGHTEEN_DIGITS = 1_000_000_000_000_000_000L;

  private TrackingAlias() {}

  static String of(UUID parcel) {
    long mixed = parcel.getMostSignificantBits() * 31 + parcel.getLeastSignificantBits();
    return "ZPY%018dYQ".formatted(Long.remainderUnsigned(mixed, EIGHTEEN_DIGITS));
  }
}
