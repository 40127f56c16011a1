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
/// @param problems what was not understood, by its place in the order
/// @param notes what was read otherwise than it is written
/// @param recipient empty when the row names none
/// @param maxPrice in cents; 0 when it says none
record RowReading(
    int index,
    Places places,
    ObjectNode order,
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
    for (String at = place; !at.isEmpty(); at = Places.parent(at)) {
      if (problems.containsKey(at)) {
        return true;
      }
    }
    return false;
  }
}
