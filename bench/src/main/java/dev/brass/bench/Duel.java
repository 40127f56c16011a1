package dev.brass.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// A measurement of several sides in turns: one round of each, then the next round of each, so that
/// whatever else the machine does meets all of them. What counts is the ratio of the medians; the
/// figures themselves say more about the machine.
final class Duel {

  /// The code of a side. A round prepares itself, measures, and gives its figure.
  interface Round {
    double run() throws Exception;
  }

  /// Which figures are good.
  enum Better {
    /// Of things per second.
    HIGHER,
    /// Of times.
    LOWER
  }

  private record Side(String name, Round round, List<Double> figures) {

    double median() {
      double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }

  private final String name;
  private final String unit;
  private final double budget;
  private final double aim;
  private final Better better;
  private final List<Side> sides = new ArrayList<>();

  /// A measurement without sides yet. The first one added is ours, the second one the control; what
  /// follows is told beside them.
  ///
  /// @param name of the measurement
  /// @param unit of the figures
  /// @param budget the ratio of ours to the control that must be reached
  /// @param aim the ratio to strive for
  /// @param better which figures are good
  Duel(String name, String unit, double budget, double aim, Better better) {
    this.name = name;
    this.unit = unit;
    this.budget = budget;
    this.aim = aim;
    this.better = better;
  }

  /// A measurement of things per second.
  static Duel perSecond(String name, String things, double budget, double aim) {
    return new Duel(name, things + "/s", budget, aim, Better.HIGHER);
  }

  Duel side(String side, Round round) {
    sides.add(new Side(side, round, new ArrayList<>()));
    return this;
  }

  /// Measures `rounds` times, after rounds of each side that do not count, until the code that is
  /// measured has been compiled: a server runs for months.
  void run(int warmUps, int rounds, PrintStream out) throws Exception {
    for (int round = 1 - warmUps; round <= rounds; round++) {
      for (Side side : sides) {
        double figure = side.round().run();
        String which = round < 1 ? "warm-up" : "round " + round;
        out.printf(Locale.ROOT, "%-9s %-40s %,12.0f %s%n", which, side.name(), figure, unit);
        if (round > 0) {
          side.figures().add(figure);
        }
      }
    }
    report(out);
  }

  private void report(PrintStream out) {
    double control = sides.get(1).median();
    double ratio = sides.getFirst().median() / control;
    out.println();
    for (Side side : sides) {
      out.printf(
          Locale.ROOT,
          "median    %-40s %,12.0f %s  %6.2f times the control%n",
          side.name(),
          side.median(),
          unit,
          side.median() / control);
    }
    String verdict =
        reaches(ratio, aim) ? "aim reached" : reaches(ratio, budget) ? "within budget" : "MISSED";
    out.printf(
        Locale.ROOT,
        "%n%s: %.2f times the control; budget %s, aim %s: %s%n",
        name,
        ratio,
        plain(budget),
        plain(aim),
        verdict);
    out.println(json(ratio));
  }

  private boolean reaches(double ratio, double limit) {
    return better == Better.HIGHER ? ratio >= limit : ratio <= limit;
  }

  private String json(double ratio) {
    StringJoiner medians = new StringJoiner(",", "{", "}");
    for (Side side : sides) {
      medians.add(String.format(Locale.ROOT, "\"%s\":%.1f", side.name(), side.median()));
    }
    return String.format(
        Locale.ROOT,
        "{\"bench\":\"%s\",\"unit\":\"%s\",\"ratio\":%.3f,\"budget\":%s,\"aim\":%s,\"medians\":%s}",
        name,
        unit,
        ratio,
        plain(budget),
        plain(aim),
        medians);
  }

  private static String plain(double ratio) {
    return ratio == Math.rint(ratio) ? Long.toString((long) ratio) : Double.toString(ratio);
  }
}
