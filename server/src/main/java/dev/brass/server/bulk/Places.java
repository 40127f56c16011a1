package dev.brass.server.bulk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The origin of the parts of an order in the file.
///
/// @param number the row, as a spreadsheet counts
/// @param headings by the place in the order that the column fills
record Places(int number, Map<String, String> headings) {

  /// A sentence about a place of the order, with its position in the file and a remedy.
  String told(String place, String what) {
    String heading = heading(place);
    if (heading != null) {
      return "Row %d, column '%s': %s".formatted(number, heading, what);
    }
    Column column = Column.filling(place);
    return column == null
        ? "Row %d: %s".formatted(number, what)
        : "Row %d: %s; add a column '%s'".formatted(number, what, column.heading());
  }

  /// The heading that fills a place, or the place that contains it; null when there is none.
  private @Nullable String heading(String place) {
    for (String at = place; !at.isEmpty(); at = parent(at)) {
      String heading = headings.get(at);
      if (heading != null) {
        return heading;
      }
    }
    return null;
  }

  static String parent(String place) {
    return place.substring(0, Math.max(0, place.lastIndexOf('.')));
  }
}
