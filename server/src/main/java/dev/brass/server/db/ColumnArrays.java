package dev.brass.server.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Rows of a group turned into one array per column, for `unnest` in a statement that writes them
/// all. Each row adds every column once. Not thread-safe.
///
/// Instants are written as text, which the statement casts: a column of them has the same type with
/// and without values, so that PostgreSQL need not plan the statement again.
public final class ColumnArrays {

  private final Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();

  public ColumnArrays add(String column, @Nullable Object value) {
    Object stored = value instanceof Instant at ? at.toString() : value;
    columns.computeIfAbsent(column, _ -> new ArrayList<>()).add(stored);
    return this;
  }

  public boolean isEmpty() {
    return columns.isEmpty();
  }

  int length() {
    return columns.values().stream().mapToInt(List::size).findFirst().orElse(0);
  }

  /// Binds each column as an array under its name.
  ///
  /// @throws IllegalStateException when the columns are not equally long
  public <S extends SqlStatement<S>> S bind(S statement) {
    check();
    for (Map.Entry<String, List<@Nullable Object>> column : columns.entrySet()) {
      List<@Nullable Object> values = column.getValue();
      statement.bind(column.getKey(), ArrayArguments.of(elementType(values), values));
    }
    return statement;
  }

  /// Binds each column to the step as an array under its name.
  public void bind(WriteBatch.Step step) {
    check();
    for (Map.Entry<String, List<@Nullable Object>> column : columns.entrySet()) {
      List<@Nullable Object> values = column.getValue();
      step.bindArray(column.getKey(), elementType(values), values);
    }
  }

  private void check() {
    if (columns.values().stream().mapToInt(List::size).distinct().count() > 1) {
      throw new IllegalStateException("columns of different lengths: " + columns.keySet());
    }
  }

  /// The type of the first value; text when there is none, which PostgreSQL casts to any type.
  private static Class<?> elementType(List<@Nullable Object> values) {
    Object first = values.stream().filter(Objects::nonNull).findFirst().orElse("");
    return switch (first) {
      case UUID _ -> UUID.class;
      case Integer _ -> Integer.class;
      case Long _ -> Long.class;
      case Boolean _ -> Boolean.class;
      case byte[] _ -> byte[].class;
      default -> String.class;
    };
  }
}
