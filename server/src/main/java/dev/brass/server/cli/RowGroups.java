package dev.brass.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Remarks about the rows of an upload, with equal remarks in one line: hundreds of equal ones
/// would hide the one that is different. Used by one thread.
final class RowGroups {

  private static final int MOST_RANGES = 8;

  private final SequencedMap<String, List<Integer>> rows = new LinkedHashMap<>();

  /// Notes a remark.
  ///
  /// @param row as a spreadsheet counts
  /// @param text which may begin with the row, or name it in between
  void add(int row, String text) {
    String own = "Row " + row;
    rows.computeIfAbsent(
            text.replace(own + ", ", "").replace(own + ": ", ""), _ -> new ArrayList<>())
        .add(row);
  }

  /// One line for each remark, those of the fewest rows last, where they are seen.
  List<String> lines() {
    return rows.entrySet().stream()
        .sorted((one, other) -> other.getValue().size() - one.getValue().size())
        .map(RowGroups::line)
        .toList();
  }

  private static String line(Map.Entry<String, List<Integer>> group) {
    List<Integer> numbers = group.getValue().stream().distinct().sorted().toList();
    String separator = group.getKey().startsWith("column '") ? ", " : ": ";
    if (numbers.size() == 1) {
      return "Row " + numbers.getFirst() + separator + group.getKey();
    }
    return "Rows %s (%d)%s%s".formatted(ranges(numbers), numbers.size(), separator, group.getKey());
  }

  private static String ranges(List<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < numbers.size(); ) {
      int j = i;
      while (j + 1 < numbers.size() && numbers.get(j + 1) == numbers.get(j) + 1) {
        j++;
      }
      ranges.add(i == j ? "" + numbers.get(i) : numbers.get(i) + "-" + numbers.get(j));
      i = j + 1;
    }
    return ranges.size() <= MOST_RANGES
        ? String.join(", ", ranges)
        : String.join(", ", ranges.subList(0, MOST_RANGES)) + ", …";
  }
}
