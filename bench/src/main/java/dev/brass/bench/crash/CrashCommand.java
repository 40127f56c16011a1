package dev.brass.bench.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./brass bench crash`: the long simulation. Ends 0 when nothing was lost, nothing bought twice
/// and nothing else wrong; else keeps its folder, with the data and what the servers said.
@Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Orders through the API of a server that is killed again and again; then an audit.")
public final class CrashCommand implements Callable<Integer> {

  private final PrintStream out;

  @Option(
      names = "--orders",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many purchases at least; ${DEFAULT-VALUE} unless told.")
  private int orders;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many kills at random moments, besides one at each fault point; ${DEFAULT-VALUE} unless"
              + " told.")
  private int kills;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "24",
      description = "How many purchases are under way at a time; ${DEFAULT-VALUE} unless told.")
  private int clients;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats the plan of the run that printed this seed.")
  private @Nullable Long seed;

  @Option(names = "--keep", description = "Keeps the folder even if all is well.")
  private boolean keep;

  private CrashCommand(PrintStream out) {
    this.out = out;
  }

  /// Runs the command line without its name and gives the exit code.
  ///
  /// @param other a simulation of another package
  public static int run(PrintStream out, Object other, String... arguments) {
    return new CommandLine(new CrashCommand(out))
        .addSubcommand(new BulkCommand(out))
        .addSubcommand(new BatchCommand(out))
        .addSubcommand(other)
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    Path folder = Files.createTempDirectory("brass-crash-");
    CrashReport report;
    try (CrashSimulation simulation =
        new CrashSimulation(CrashPlan.of(chosen, orders, kills, clients), folder, out)) {
      Runtime.getRuntime().addShutdownHook(new Thread(simulation::endProcesses));
      report = simulation.run();
    }
    report.print(out);
    return end(report.flaws().isEmpty(), folder, keep, out);
  }

  /// Deletes what a simulation has left if all is well, or says where it is.
  ///
  /// @return the exit code
  public static int end(boolean well, Path folder, boolean keep, PrintStream out)
      throws IOException {
    if (well && !keep) {
      delete(folder);
    } else {
      out.println("what is left is in " + folder);
    }
    return well ? 0 : 1;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
