package dev.brass.server.bulk;

import dev.brass.server.order.OrderOutcome;
import dev.brass.spi.OrderError;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The reasons why rows of a batch were not bought, with equal ones counted together: hundreds of
/// equal lines would hide a different one. Used by one thread.
final class RowCauses {

  /// The most different reasons that are listed separately.
  private static final int MOST = 1_000;

  private final Map<String, Integer> rows = new LinkedHashMap<>();

  /// A reason.
  ///
  /// @param rows number of rows that have it
  record Cause(int rows, String why) {}

  void add(UploadRow row) {
    String why = why(row);
    if (why != null && (rows.size() < MOST || rows.containsKey(why))) {
      rows.merge(why, 1, Integer::sum);
    }
  }

  private static @Nullable String why(UploadRow row) {
    if (row.outcome() != OrderOutcome.FAILED && row.outcome() != OrderOutcome.IN_DOUBT) {
      return null;
    }
    OrderError error = row.standing() == null ? null : row.standing().error();
    String text = error == null ? row.error() : error.message();
    String own = "Row " + row.number();
    return text == null ? null : text.replace(own + ", ", "").replace(own + ": ", "");
  }

  /// The most frequent ones.
  List<Cause> most(int count) {
    return rows.entrySet().stream()
        .map(entry -> new Cause(entry.getValue(), entry.getKey()))
        .sorted(Comparator.comparing(Cause::rows).reversed())
        .limit(count)
        .toList();
  }
}
