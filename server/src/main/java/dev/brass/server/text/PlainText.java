package dev.brass.server.text;

/// What the texts of strangers consist of, the same on every channel: a text goes to stores, on
/// labels, into mails and tables, where a character that nobody sees says something else.
public final class PlainText {

  /// What is said of a text on one line that is none, as the end of a sentence.
  public static final String NO_LINE = "must not contain line breaks or other control characters";

  /// What is said of a text of any number of lines that is none, as the end of a sentence.
  public static final String NO_TEXT = "must not contain control characters";

  private PlainText() {}

  /// Whether a text is on one line and has no control characters.
  public static boolean isLine(String text) {
    return Characters.all(text, c -> !isControl(c));
  }

  /// Whether a text has no control characters but tabs and the ends of its lines.
  public static boolean isText(String text) {
    return Characters.all(text, c -> c == '\n' || c == '\r' || c == '\t' || !isControl(c));
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
