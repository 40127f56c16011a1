package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.batch.BatchProblem.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ids that an answer replaces by their objects: `expand[]=batch`, repeated, and with dots for
/// nested objects (batch API docs, Expansion).
final class Expansion {

  static final String BATCH = "batch";
  static final String OPERATIONS = "batch_operations";
  static final Expansion NONE = new Expansion();

  private static final int MOST = 20;
  private static final int DEEPEST = 3;

  private final Map<String, Expansion> within = new HashMap<>();

  private Expansion() {}

  /// The expansions of a request.
  ///
  /// @param expandable of the requested object: [#BATCH] or [#OPERATIONS]
  static Expansion of(ApiRequest request, String expandable) {
    List<String> paths = new ArrayList<>(request.queryAll("expand[]"));
    paths.addAll(request.queryAll("expand"));
    if (paths.size() > MOST) {
      throw refused("has more than " + MOST + " values");
    }
    Expansion all = new Expansion();
    for (String path : paths) {
      String[] names = path.split("\\.", -1);
      if (names.length > DEEPEST) {
        throw refused("goes deeper than " + DEEPEST + " levels");
      }
      Expansion at = all;
      String possible = expandable;
      for (String name : names) {
        if (!name.equals(possible)) {
          throw refused("can be " + possible + " here");
        }
        at = at.within.computeIfAbsent(name, _ -> new Expansion());
        possible = possible.equals(BATCH) ? OPERATIONS : BATCH;
      }
    }
    return all;
  }

  private static BatchProblem refused(String message) {
    return BatchProblem.invalid(
        List.of(new Fault("expand", "invalid", "expand.invalid", Map.of(), message)));
  }

  /// The expansions inside a name; null when the name itself is not expanded.
  @Nullable Expansion within(String name) {
    return within.get(name);
  }
}
