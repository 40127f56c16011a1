package dev.brass.server.bulk;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What was understood of a row.
///
/// @param index from 0, as the API counts
/// @param places where in the file the row is, and each place of its order
/// @param order what it asks for, in the terms of `POST /orders`; without what was not understood
/// @param meaning what it asks for, whatever its spelling ([RowMeaning])
/// @param said the texts of its cells, by which it is known again ([RowKeys])
/// @param problems what was not understood, by its place in the order
/// @param notes what was read otherwise than it is written
/// @param recipient empty when the row names none
/// @param maxPrice in cents; 0 when it says none
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
