package dev.brass.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `./brass bench NAME`: runs one measurement and prints it, the last line as JSON.
public final class Main {

  private static final Map<String, Bench> BENCHES =
      new TreeMap<>(
          Map.of(
              "intake", new IntakeBench(),
              "jobs", new JobsBench(),
              "lone", new LoneBench(),
              "placing", new PlacingBench(),
              "webhooks", new WebhooksBench()));

  private Main() {}

  /// Ends 0 when the measurement was taken, whatever its figures are; 2 for an unknown name.
  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> arguments, PrintStream out) throws Exception {
    Bench bench = arguments.size() == 1 ? BENCHES.get(arguments.getFirst()) : null;
    if (bench == null) {
      out.println("usage: ./brass bench NAME, with one of these names:");
      BENCHES.forEach((name, each) -> out.printf("  %-10s %s%n", name, each.about()));
      return 2;
    }
    try (Lab lab = Lab.open()) {
      bench.run(lab, out);
    }
    return 0;
  }
}
