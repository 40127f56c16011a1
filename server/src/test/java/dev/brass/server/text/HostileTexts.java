package dev.brass.server.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Texts that are meant to make a regular expression try again and again: what it repeats, many
/// times, behind what leads there, and with a character at the end that it does not fit.
final class HostileTexts {

  private static final String ALWAYS = " =a0/.-,";
  private static final int MOST_UNITS = 40;
  private static final int MOST_PREFIXES = 2;
  private static final List<String> ENDS = List.of("", "\u0001");

  /// A text of any length.
  record Hostile(String prefix, String unit, String end) {
    String of(int length) {
      return prefix + unit.repeat(Math.max(1, length / unit.length())) + end;
    }

    /// Whether nothing at its end keeps a pattern from fitting all of it.
    boolean isPlain() {
      return end.isEmpty();
    }
  }

  private HostileTexts() {}

  static List<Hostile> against(String pattern) {
    Set<String> characters = new LinkedHashSet<>();
    Set<String> words = new LinkedHashSet<>();
    atoms(pattern, characters, words);
    Set<String> units = new LinkedHashSet<>(characters);
    units.addAll(words);
    for (String first : characters) {
      for (String second : characters) {
        if (units.size() < MOST_UNITS) {
          units.add(first + second);
        }
      }
    }
    ALWAYS.chars().forEach(c -> units.add(Character.toString(c)));
    Set<String> prefixes = new LinkedHashSet<>(List.of(""));
    characters.stream().limit(1).forEach(prefixes::add);
    words.stream().limit(MOST_PREFIXES).forEach(prefixes::add);
    List<Hostile> all = new ArrayList<>();
    for (String prefix : prefixes) {
      for (String unit : units) {
        ENDS.forEach(end -> all.add(new Hostile(prefix, unit, end)));
      }
    }
    return all;
  }

  /// What a pattern fits: single characters, with one for each class, and runs of plain ones.
  private static void atoms(String pattern, Set<String> characters, Set<String> words) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      String atom = "";
      if (c == '\\' && i + 1 < pattern.length()) {
        i++;
        atom = escaped(pattern.charAt(i));
        if (pattern.charAt(i) == 'p' && pattern.startsWith("{", i + 1)) {
          i = pattern.indexOf('}', i);
        }
      } else if (c == '{' && pattern.indexOf('}', i) > i) {
        i = pattern.indexOf('}', i);
      } else if ("()[]|?*+^$.".indexOf(c) < 0) {
        atom = Character.toString(c);
      } else if (c == '.') {
        characters.add("x");
      }
      if (atom.isEmpty()) {
        end(word, words);
      } else {
        characters.add(atom);
        word.append(atom);
      }
    }
    end(word, words);
  }

  private static void end(StringBuilder word, Set<String> words) {
    if (word.length() > 1) {
      words.add(word.toString());
    }
    word.setLength(0);
  }

  private static String escaped(char c) {
    return switch (c) {
      case 's' -> " ";
      case 'd' -> "7";
      case 'w', 'p', 'S', 'D' -> "a";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'b', 'B', 'A', 'z', 'Z', 'W', 'P', 'Q', 'E', 'x' -> "";
      default -> Character.toString(c);
    };
  }
}
