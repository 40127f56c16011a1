package dev.brass.bench.nodes;

import dev.brass.bench.crash.CrashCommand;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./brass bench crash nodes`: the simulation of several nodes. Ends 0 when nothing was lost,
/// nothing bought twice and nothing else wrong; else keeps its folder.
@Command(
    name = "nodes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Orders at several servers on one database that is lost, restored and failed over, with"
            + " stores that keep their books; then an audit.")
public final class NodesCommand implements Callable<Integer> {

  private final PrintStream out;

  @Option(
      names = "--orders",
      paramLabel = "N",
      defaultValue = "5000",
      description = "How many orders at least; ${DEFAULT-VALUE} unless told.")
  private int orders;

  @Option(
      names = "--faults",
      paramLabel = "N",
      defaultValue = "60",
      description = "How many faults, each kind in turn; ${DEFAULT-VALUE} unless told.")
  private int faults;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many servers; ${DEFAULT-VALUE} unless told.")
  private int nodes;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "32",
      description = "How many purchases are under way at a time; ${DEFAULT-VALUE} unless told.")
  private int clients;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats the plan of the run that printed this seed.")
  private @Nullable Long seed;

  @Option(names = "--keep", description = "Keeps the folder even if all is well.")
  private boolean keep;

  public NodesCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    Path folder = Files.createTempDirectory("brass-nodes-");
    NodesReport report;
    try (NodesSimulation simulation =
        new NodesSimulation(NodesPlan.of(chosen, orders, faults, nodes, clients), folder, out)) {
      Runtime.getRuntime().addShutdownHook(new Thread(simulation::close));
      report = simulation.run();
    }
    report.print(out);
    return CrashCommand.end(report.flaws().isEmpty(), folder, keep, out);
  }
}
