package dev.brass.server.onboarding;

/// A column whose values are sealed for the tenant of their row, and bound to the row.
///
/// @param purpose what they are sealed as
/// @param row in SQL, what they are bound to
record SealedColumn(String table, String column, String purpose, String row) {}
