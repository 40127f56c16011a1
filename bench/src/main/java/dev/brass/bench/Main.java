package dev.brass.bench;

import dev.brass.bench.crash.CrashCommand;
import dev.brass.bench.nodes.NodesCommand;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `./brass bench NAME`: runs one measurement and prints it, the last line as JSON.
public final class Main {

  private static final Map<String, Bench> BENCHES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("attack", AttackBench.whole()),
              Map.entry("attack-quick", AttackBench.quick()),
              Map.entry("batch", new BatchBench()),
              Map.entry("bulk", new BulkBench()),
              Map.entry("bulkheads", new BulkheadsBench()),
              Map.entry("fair", new FairBench()),
              Map.entry("fair-orders", new FairOrders()),
              Map.entry("inflight", new InFlightBench()),
              Map.entry("intake", new IntakeBench()),
              Map.entry("jobs", new JobsBench()),
              Map.entry("lone", new LoneBench()),
              Map.entry("pace", PaceBench.quick()),
              Map.entry("pace-long", PaceBench.whole()),
              Map.entry("placing", new PlacingBench()),
              Map.entry("reads", new ReadsBench()),
              Map.entry("start", new StartBench()),
              Map.entry("webhooks", new WebhooksBench())));

  /// Not a measurement, and with flags of its own.
  private static final String CRASH = "crash";

  private Main() {}

  /// Ends 0 when the measurement was taken, whatever its figures are, 2 for an unknown name, and as
  /// [CrashCommand] says for `crash`.
  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> arguments, PrintStream out) throws Exception {
    if (!arguments.isEmpty() && arguments.getFirst().equals(CRASH)) {
      return CrashCommand.run(
          out,
          new NodesCommand(out),
          arguments.subList(1, arguments.size()).toArray(String[]::new));
    }
    Bench bench = arguments.size() == 1 ? named(arguments.getFirst()) : null;
    if (bench == null) {
      out.println("usage: ./brass bench NAME, with one of these names:");
      BENCHES.forEach((name, each) -> out.printf("  %-12s %s%n", name, each.about()));
      out.println("  attack-NAME  one attack alone, such as attack-orders or attack-slow-readers");
      out.printf("  %-12s %s%n", CRASH, "orders while the server is killed; flags by --help");
      return 2;
    }
    try (Lab lab = Lab.open()) {
      bench.run(lab, out);
    }
    return 0;
  }

  private static @Nullable Bench named(String name) {
    for (Attack attack : Attack.values()) {
      if (name.equals("attack-" + attack.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return AttackBench.of(attack);
      }
    }
    return BENCHES.get(name);
  }
}
