package dev.brass.server.config;

import dev.brass.server.text.EditDistance;
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
            Comparator.comparingInt((String candidate) -> EditDistance.between(name, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .filter(best -> EditDistance.between(name, best) <= Math.max(1, name.length() / 3));
  }
}
