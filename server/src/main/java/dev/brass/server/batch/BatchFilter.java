package dev.brass.server.batch;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which batches or operations are asked for, and in which order; what is null does not matter.
///
/// @param batches of operations: those of these batches
/// @param statuses as on the wire
public record BatchFilter(
    @Nullable List<UUID> ids,
    @Nullable List<UUID> batches,
    @Nullable List<String> statuses,
    Sort sort) {

  /// An order.
  public record Sort(Column column, boolean ascending) {
    public static final Sort NEWEST = new Sort(Column.CREATED_AT, false);
  }

  /// What lists are sorted by.
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
