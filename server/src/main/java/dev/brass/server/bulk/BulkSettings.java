package dev.brass.server.bulk;

import dev.brass.server.config.Settings;

/// Settings for bulk uploads.
///
/// @param mostRows per upload
/// @param phone the telephone number that stores receive for rows without one
public record BulkSettings(int mostRows, String phone) {
  /// As the operator has set them.
  public static BulkSettings of(Settings.BulkSettings bulk) {
    return new BulkSettings(bulk.mostRows(), bulk.phone());
  }
}
