package dev.brass.server.batch;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The filter and order of a list of batches or operations; null fields match anything.
///
/// @param batches for operations: only those of these batches
/// @param statuses as on the wire
public record BatchFilter(
    @Nullable List<UUID> ids,
    @Nullable List<UUID> batches,
    @Nullable List<String> statuses,
    Sort sort) {

  /// The sort order of a list.
  public record Sort(Column column, boolean ascending) {
    public static final Sort NEWEST = new Sort(Column.CREATED_AT, false);
  }

  /// The sort keys of lists.
  public enum Column {
    CREATED_AT("created_at"),
    UPDATED_AT("updated_at");

    private final String sql;

    Column(String sql) {
      this.sql = sql;
    }

    public String sql() {
      return sql;
    }
  }
}
