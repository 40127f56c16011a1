package dev.brass.bench.crash;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./brass bench crash bulk`: the simulation of one large upload. Ends 0 when every row became one
/// order or one error; else keeps its folder.
@Command(
    name = "bulk",
    mixinStandardHelpOptions = true,
    description =
        "One CSV upload to a server that is killed in the middle of it; then the same file again,"
            + " and an audit.")
final class BulkCommand implements Callable<Integer> {

  private final PrintStream out;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many rows, from 2,000 to 10,000; ${DEFAULT-VALUE} unless told.")
  private int rows;

  @Option(names = "--keep", description = "Keeps the folder even if all is well.")
  private boolean keep;

  BulkCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("brass-bulk-");
    List<String> flaws;
    try (BulkSimulation simulation = new BulkSimulation(rows, folder, out)) {
      Runtime.getRuntime().addShutdownHook(new Thread(simulation::close));
      flaws = simulation.run();
    }
    flaws.stream().limit(100).forEach(out::println);
    return CrashCommand.end(flaws.isEmpty(), folder, keep, out);
  }
}
