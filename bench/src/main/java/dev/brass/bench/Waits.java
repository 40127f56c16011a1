package dev.brass.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// How long single things waited, in milliseconds.
record Waits(double median, double latest, int count) {

  /// Of each of many, when something has waited at all.
  static Waits of(Collection<Double> millis) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Waits(
        sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)], sorted.length);
  }

  /// The median of the medians and that of the latest of rounds.
  static Waits middle(List<Waits> rounds) {
    return new Waits(
        middle(rounds.stream().mapToDouble(Waits::median).toArray()),
        middle(rounds.stream().mapToDouble(Waits::latest).toArray()),
        rounds.stream().mapToInt(Waits::count).sum());
  }

  private static double middle(double[] figures) {
    Arrays.sort(figures);
    return figures[figures.length / 2];
  }
}
