package dev.brass.server.text;

/// The characters that texts of clients may have, the same on every channel: a text goes to stores,
/// on labels, into mails and tables, where an invisible character changes its meaning.
public final class PlainText {

  /// The message about a text that is not on one line, as the end of a sentence.
  public static final String NO_LINE = "must not contain line breaks or other control characters";

  /// The message about a text with control characters, as the end of a sentence.
  public static final String NO_TEXT = "must not contain control characters";

  private PlainText() {}

  /// Whether a text is on one line and has no control characters.
  public static boolean isLine(String text) {
    return Characters.all(text, c -> !isControl(c));
  }

  /// Whether a text has no control characters but tabs and line breaks.
  public static boolean isText(String text) {
    return Characters.all(text, c -> c == '\n' || c == '\r' || c == '\t' || !isControl(c));
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
