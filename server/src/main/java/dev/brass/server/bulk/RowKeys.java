package dev.brass.server.bulk;

import dev.brass.server.hash.Sha256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// By what the rows of one table are known again in a later upload: the texts of their cells and,
/// of equal rows, which of them it is. So equal rows of one file are orders of their own, and the
/// same file uploaded twice places nothing twice, wherever its rows have moved to.
///
/// Only what cells say counts. Empty cells, and how headings are spelled and ordered and what they
/// are taken for, do not, so that neither another export of the same table nor an update of this
/// server makes other rows of them. Used by one thread.
final class RowKeys {

  /// Keys of before were made of the request, and had no such beginning.
  private static final String KIND = "c2-";

  private final Map<String, Integer> seen = new HashMap<>();

  /// The key of the next row.
  ///
  /// @param said the texts of its cells
  String next(List<String> said) {
    StringBuilder all = new StringBuilder();
    said.stream().sorted().forEach(text -> all.append(text.length()).append(':').append(text));
    String hash = Sha256.hex(all.toString());
    return KIND + hash + "-" + seen.merge(hash, 1, Integer::sum);
  }
}
