package dev.brass.server.order;

import dev.brass.server.db.WriteBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows that a notice stores in the commit of what happened to an order. Those of all orders of a
/// group are handed to their writer together, so that a group of hundreds has as many statements as
/// a lone order.
///
/// @param writer the same object each time
/// @param rows what is stored because of this order
public record Extra<T>(Writer<T> writer, List<T> rows) {

  public Extra {
    rows = List.copyOf(rows);
  }

  /// How rows of one sort are stored.
  public interface Writer<T> {

    /// Adds the statements that store `rows`, which are at least one. How many statements they are
    /// does not depend on how many rows there are.
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
