package dev.brass.server.tenant;

import java.util.Locale;

/// The rights of a key.
public enum Scope {
  /// Everything.
  FULL,
  /// Look, but change nothing.
  READ,
  /// Read, and cancel and return what was ordered, but not order: a key that goes with a paid
  /// order.
  ORDER;

  /// As in the database and on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
