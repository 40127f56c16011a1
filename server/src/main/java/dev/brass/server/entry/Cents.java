package dev.brass.server.entry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// An amount of money in cents: only digits. Texts with decimals, separators of thousands or a sign
/// of a currency are refused with the value in cents that was probably meant, since 50.00 and 50
/// are the same to a spreadsheet and not to a buyer.
public sealed interface Cents {

  /// It is one.
  record Amount(long cents) implements Cents {}

  /// It is not an amount.
  ///
  /// @param why a clause that says how to write it
  record Unclear(String why) implements Cents {}

  int MOST_DIGITS = 12;

  /// Reads a text that is not empty.
  static Cents of(String text) {
    String code = CellText.code(text);
    if (WholeNumber.isDigits(code) && code.length() <= MOST_DIGITS) {
      return new Amount(Long.parseLong(code));
    }
    SequencedSet<String> meant = meant(code);
    String help =
        meant.isEmpty()
            ? "write 4999 for 49.99, without a currency sign"
            : "write " + String.join(", or ", meant) + ", without decimals or a currency sign";
    return new Unclear("'" + CellText.line(text) + "' is not a number of cents; " + help);
  }

  /// The amounts that may have been meant, such as `5000 for 50.00`.
  private static SequencedSet<String> meant(String text) {
    SequencedSet<String> meant = new LinkedHashSet<>();
    List<String> groups = groups(text);
    if (groups.isEmpty() || String.join("", groups).length() > MOST_DIGITS - 2) {
      return meant;
    }
    String last = groups.getLast();
    String all = String.join("", groups);
    if (groups.size() == 1) {
      meant.add(dollars(all, "00"));
    } else if (last.length() < 3) {
      String before = all.substring(0, all.length() - last.length());
      meant.add(dollars(before, last.length() == 1 ? last + "0" : last));
    } else if (last.length() == 3) {
      meant.add(dollars(all, "00"));
      meant.add(dollars(all.substring(0, all.length() - 2), all.substring(all.length() - 2)));
    }
    return meant;
  }

  private static String dollars(String whole, String cents) {
    long amount = Long.parseLong(whole + cents);
    return "%d for %d.%02d".formatted(amount, amount / 100, amount % 100);
  }

  /// The groups of digits between points, commas, blanks and apostrophes; none when there is
  /// anything else but the name or sign of a currency around them.
  private static List<String> groups(String text) {
    List<String> groups = new ArrayList<>();
    StringBuilder group = new StringBuilder();
    boolean over = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (over) {
          return List.of();
        }
        group.append(c);
      } else {
        boolean between = ".,'’ ".indexOf(c) >= 0;
        boolean money = Character.isLetter(c) || Character.getType(c) == Character.CURRENCY_SYMBOL;
        if (!between && !money) {
          return List.of();
        }
        if (!group.isEmpty()) {
          groups.add(group.toString());
          group.setLength(0);
        }
        over = over || (money && !groups.isEmpty());
      }
    }
    if (!group.isEmpty()) {
      groups.add(group.toString());
    }
    return groups;
  }
}
