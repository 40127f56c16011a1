package dev.brass.server.tenant;

import java.util.Locale;

/// A resource with a limit per tenant.
public enum LimitKind {
  /// Requests in work on one node at a time.
  REQUESTS,
  /// Jobs that wait, such as orders that are not placed yet.
  JOBS,
  /// Rows of uploads and operations of batches in an hour, on one node.
  ROWS_PER_HOUR;

  /// As in the database and in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
