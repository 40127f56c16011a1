package dev.brass.server.bulk;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The reading of a row.
///
/// @param index from 0, as the API counts
/// @param places the position of the row, and of each part of its order, in the file
/// @param order in the form of `POST /orders`, without the values that were not understood
/// @param meaning of the order, independent of its spelling ([RowMeaning])
/// @param said the texts of its cells, which identify it ([RowKeys])
/// @param problems the values that were not understood, by their place in the order
/// @param notes values that were interpreted differently from their text
/// @param recipient empty when the row names none
/// @param maxPrice in cents; 0 when the row has none
record RowReading(
    int index,
    Places places,
    ObjectNode order,
    String meaning,
    List<String> said,
    Map<String, String> problems,
    List<String> notes,
    List<String> productUrls,
    List<Integer> quantities,
    String recipient,
    String destination,
    long maxPrice,
    @Nullable String credentialsId,
    @Nullable String idempotencyKey,
    Map<String, String> passthrough) {

  /// Whether a place, or one that contains it, was not understood.
  boolean isProblem(String place) {
    boolean ofName =
        place.equals(Column.FIRST_NAME.path()) || place.equals(Column.LAST_NAME.path());
    if (ofName && problems.containsKey(Column.NAME.path())) {
      return true;
    }
    for (String at = place; !at.isEmpty(); at = Places.parent(at)) {
      if (problems.containsKey(at)) {
        return true;
      }
    }
    return false;
  }
}
