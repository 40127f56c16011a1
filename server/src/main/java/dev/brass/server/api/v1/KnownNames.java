package dev.brass.server.api.v1;

import dev.brass.server.text.EditDistance;
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
        .filter(candidate -> Math.abs(plain(candidate).length() - plain.length()) <= most)
        .map(candidate -> new Near(candidate, EditDistance.between(plain, plain(candidate))))
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
}
