package dev.brass.server.bulk;

/// Settings for bulk uploads.
///
/// @param mostRows per upload
/// @param phone the telephone number that stores receive for rows without one
public record BulkSettings(int mostRows, String phone) {}
