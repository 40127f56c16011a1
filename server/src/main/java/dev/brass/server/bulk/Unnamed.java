package dev.brass.server.bulk;

/// Headings for columns without one: the letters that a spreadsheet gives them.
final class Unnamed {

  private static final String BEFORE = "(column ";
  private static final int LETTERS = 26;

  private Unnamed() {}

  /// A name for a column.
  ///
  /// @param index from 0
  static String heading(int index) {
    StringBuilder letters = new StringBuilder();
    for (int i = index; i >= 0; i = i / LETTERS - 1) {
      letters.insert(0, (char) ('A' + i % LETTERS));
    }
    return BEFORE + letters + ")";
  }

  static boolean is(String heading) {
    return heading.startsWith(BEFORE) && heading.endsWith(")");
  }
}
