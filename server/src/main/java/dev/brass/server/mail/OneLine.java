package dev.brass.server.mail;

import dev.brass.server.text.LinearPattern;

/// Texts from outside, as they may appear in a mail or on a page of ours: on one line, without
/// characters that hide or reverse the text after them, and cut where they get too long, so that
/// nothing in them can look like a part of ours.
public final class OneLine {

  private static final LinearPattern BREAKS =
      LinearPattern.of("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

  private OneLine() {}

  /// The text.
  ///
  /// @param longest in characters
  public static String of(String text, int longest) {
    String line = BREAKS.replaceAll(text, " ").strip();
    return line.codePointCount(0, line.length()) <= longest
        ? line
        : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
  }
}
