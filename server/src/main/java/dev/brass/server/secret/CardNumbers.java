package dev.brass.server.secret;

import dev.brass.server.text.CheckDigit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The finder of card numbers in text: 13 to 19 digits with a correct check digit (Luhn), together
/// or in groups as on a card, with single separators between them.
///
/// Identifiers are left alone, since every tenth run of digits passes the check by chance: UUIDs
/// and 32 hexadecimal digits. Groups at the front have three digits or more, so that a date before
/// a number does not hide it. The time needed grows with the length of the text only.
final class CardNumbers {

  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;
  private static final int SHOWN = 4;
  private static final int SMALLEST_GROUP = 3;
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|(?=\\d{0,31}[A-Fa-f])\\p{XDigit}{32}");

  private CardNumbers() {}

  /// The digits `start` to `end` (exclusive) of the text.
  private record Group(int start, int end) {
    int length() {
      return end - start;
    }
  }

  /// The text with all digits of card numbers but their last four as `*`; the same object when
  /// there are none.
  static String mask(String text) {
    char[] masked = null;
    int at = 0;
    while (at < text.length()) {
      if (!isDigit(text.charAt(at))) {
        at = isWord(text.charAt(at)) ? endOfIdentifier(text, at) : at + 1;
        continue;
      }
      int end = endOfIdentifier(text, at);
      if (end > at + 1) {
        at = end;
        continue;
      }
      List<Group> chain = chain(text, at);
      boolean[] hidden = hidden(text, chain);
      if (hidden.length > 0) {
        masked = masked == null ? text.toCharArray() : masked;
        hide(masked, at, hidden);
      }
      at = chain.getLast().end();
    }
    return masked == null ? text : new String(masked);
  }

  /// The end of the identifier that begins here, or the next position if none does. Other words are
  /// not skipped: a number may be part of one.
  private static int endOfIdentifier(String text, int at) {
    if (at > 0 && isWord(text.charAt(at - 1))) {
      return at + 1;
    }
    int end = at;
    while (end < text.length() && end <= at + 36 && isWord(text.charAt(end))) {
      end++;
    }
    int length = end - at;
    boolean is =
        (length == 36 || length == 32) && IDENTIFIER.matcher(text).region(at, end).matches();
    return is ? end : at + 1;
  }

  /// All groups of digits from here on that have one separator between them.
  private static List<Group> chain(String text, int at) {
    List<Group> groups = new ArrayList<>();
    int start = at;
    while (true) {
      int end = start;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
      groups.add(new Group(start, end));
      boolean goesOn =
          end + 1 < text.length() && isSeparator(text.charAt(end)) && isDigit(text.charAt(end + 1));
      if (!goesOn) {
        return groups;
      }
      start = end + 1;
    }
  }

  /// The characters from the first group's start on that belong to card numbers; empty for none.
  private static boolean[] hidden(String text, List<Group> chain) {
    int begin = chain.getFirst().start();
    int end = chain.getLast().end();
    if (end - begin < SHORTEST) {
      return new boolean[0];
    }
    boolean[] hidden = new boolean[end - begin];
    boolean found = false;
    for (int first = 0; first < chain.size(); first++) {
      StringBuilder digits = new StringBuilder();
      for (int last = first; last < chain.size(); last++) {
        Group group = chain.get(last);
        if (digits.length() + group.length() > LONGEST) {
          break;
        }
        digits.append(text, group.start(), group.end());
        if (digits.length() >= SHORTEST && CheckDigit.isRight(digits)) {
          Arrays.fill(hidden, chain.get(first).start() - begin, group.end() - begin, true);
          found = true;
        }
        if (group.length() < SMALLEST_GROUP) {
          break;
        }
      }
    }
    return found ? hidden : new boolean[0];
  }

  /// Hides the marked digits, except the last four of each marked run.
  private static void hide(char[] text, int begin, boolean[] hidden) {
    int shown = 0;
    for (int i = hidden.length - 1; i >= 0; i--) {
      if (!hidden[i]) {
        shown = 0;
      } else if (isDigit(text[begin + i]) && shown++ >= SHOWN) {
        text[begin + i] = '*';
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '+' || c == '\u00a0';
  }
}
