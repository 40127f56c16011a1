package dev.brass.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known name that was most likely meant by an unknown one.
public final class Nearest {

  /// Longer names are not compared: the cost grows with the product of the lengths.
  private static final int LONGEST = 100;

  private Nearest() {}

  /// The candidate with the smallest edit distance, if it is near enough to be meant: at most a
  /// third of the name away, and one edit always.
  public static Optional<String> to(String name, Collection<String> candidates) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    return candidates.stream()
        .min(
            Comparator.comparingInt((String candidate) -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .filter(best -> distance(name, best) <= Math.max(1, name.length() / 3));
  }

  /// The number of letters to change, remove, insert or swap with their neighbour.
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(last[j] + 1, current[j - 1] + 1), last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = current;
      current = spare;
    }
    return last[b.length()];
  }
}
