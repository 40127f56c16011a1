package dev.brass.server.bulk;

import dev.brass.server.hash.Sha256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The identity of a table's rows across uploads: the texts of their cells and, for equal rows,
/// their ordinal. Equal rows of one file are separate orders, and the same file uploaded twice
/// places nothing twice, wherever its rows have moved.
///
/// Only the texts of cells count. Empty cells, the spelling and order of headings, and their
/// meanings do not, so that neither another export of the same table nor an update of this server
/// changes the keys. Used by one thread.
final class RowKeys {

  /// Earlier keys were derived from the request, and did not have this prefix.
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
