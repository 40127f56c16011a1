package dev.brass.bench.crash;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./brass bench crash batch`: the simulation of one large batch of operations. Ends 0 when every
/// operation was finished once and every order bought once; else keeps its folder.
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description =
        "One batch of operations that place orders, to a server that is killed again and again in"
            + " the middle of it; then an audit.")
final class BatchCommand implements Callable<Integer> {

  private final PrintStream out;

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many operations, from 1,000 to 100,000; ${DEFAULT-VALUE} unless told.")
  private int operations;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often it is killed; ${DEFAULT-VALUE} unless told.")
  private int kills;

  @Option(names = "--keep", description = "Keeps the folder even if all is well.")
  private boolean keep;

  BatchCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("brass-batch-");
    List<String> flaws;
    try (BatchSimulation simulation = new BatchSimulation(operations, kills, folder, out)) {
      Runtime.getRuntime().addShutdownHook(new Thread(simulation::close));
      flaws = simulation.run();
    }
    flaws.stream().limit(100).forEach(out::println);
    return CrashCommand.end(flaws.isEmpty(), folder, keep, out);
  }
}
