package dev.brass.server.bulk;

/// How bulk uploads are taken.
///
/// @param mostRows of an upload
/// @param phone what stores get for rows without a telephone number
public record BulkSettings(int mostRows, String phone) {}
