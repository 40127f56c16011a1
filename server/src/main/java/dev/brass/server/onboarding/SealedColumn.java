package dev.brass.server.onboarding;

/// A column whose values are sealed for the tenant of their row, and bound to the row.
///
/// @param purpose the purpose under which they are sealed
/// @param row the row to which they are bound, in SQL
record SealedColumn(String table, String column, String purpose, String row) {}
