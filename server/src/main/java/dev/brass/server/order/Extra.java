package dev.brass.server.order;

import dev.brass.server.db.WriteBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows that a listener stores in the commit of an order's change. The rows of all orders of a
/// group go to their writer together, so that a group of hundreds needs no more statements than one
/// order.
///
/// @param writer the same object each time
/// @param rows the rows to store for this order
public record Extra<T>(Writer<T> writer, List<T> rows) {

  public Extra {
    rows = List.copyOf(rows);
  }

  /// Stores rows of one kind.
  public interface Writer<T> {

    /// Adds the statements that store `rows`, of which there is at least one. The number of
    /// statements does not depend on the number of rows.
    void write(WriteBatch writes, List<T> rows);
  }

  /// Adds the statements that store all of them.
  public static void write(WriteBatch writes, List<Extra<?>> extras) {
    Map<Writer<?>, List<Extra<?>>> byWriter = new LinkedHashMap<>();
    for (Extra<?> extra : extras) {
      if (!extra.rows().isEmpty()) {
        byWriter.computeIfAbsent(extra.writer(), _ -> new ArrayList<>()).add(extra);
      }
    }
    byWriter.forEach((writer, together) -> write(writes, writer, together));
  }

  @SuppressWarnings("unchecked") // what has the same writer has rows of the same type
  private static <T> void write(WriteBatch writes, Writer<T> writer, List<Extra<?>> together) {
    writer.write(
        writes, together.stream().flatMap(extra -> ((Extra<T>) extra).rows().stream()).toList());
  }
}
