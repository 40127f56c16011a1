package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.batch.BatchProblem.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which ids an answer gives as the objects that they stand for: `expand[]=batch`, repeated, and
/// with dots for what is within (spec batches §6).
final class Expansion {

  static final String BATCH = "batch";
  static final String OPERATIONS = "batch_operations";
  static final Expansion NONE = new Expansion();

  private static final int MOST = 20;
  private static final int DEEPEST = 3;

  private final Map<String, Expansion> within = new HashMap<>();

  private Expansion() {}

  /// What a request asks for.
  ///
  /// @param expandable of the object that is asked for: [#BATCH] or [#OPERATIONS]
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

  /// What is to be expanded within; null when the name itself is not.
  @Nullable Expansion within(String name) {
    return within.get(name);
  }
}
