package dev.brass.server.api.v1;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/// The check of unknown names for misspellings. Clients of the classic API send fields of their
/// own, which are accepted; but `max_prise` would silently buy without a cap.
final class KnownNames {

  private static final int LONGEST = 60;
  private static final int SHORT = 5;

  /// Words of addresses and orders that the API does not use and that are similar to those it uses.
  private static final Set<String> WORDS =
      Set.of(
          "addressline3",
          "addressline4",
          "address3",
          "company",
          "companyname",
          "county",
          "countryname",
          "countycode",
          "district",
          "estate",
          "province",
          "quality",
          "region",
          "status",
          "suburb",
          "title",
          "variety",
          "zone");

  private KnownNames() {}

  /// Whether a name is a word of its own, and not a misspelling.
  static boolean isWord(String name) {
    return name.length() <= LONGEST && WORDS.contains(plain(name));
  }

  /// The known name that was most likely meant by an unknown one: at most two edits away, or one
  /// for short names, ignoring case and underscores (`maxPrice`).
  static Optional<String> meant(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String plain = plain(name);
    int most = plain.length() <= SHORT ? 1 : 2;
    return known.stream()
        .map(candidate -> new Near(candidate, distance(plain, plain(candidate), most)))
        .filter(near -> near.distance() <= most)
        .min(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .map(Near::name);
  }

  private record Near(String name, int distance) {}

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-') {
        plain.append(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }

  /// The edit distance (changes, deletions, insertions); above `most` it is not exact.
  private static int distance(String a, String b, int most) {
    if (Math.abs(a.length() - b.length()) > most) {
      return most + 1;
    }
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
      }
      above = row;
    }
    return above[b.length()];
  }
}
