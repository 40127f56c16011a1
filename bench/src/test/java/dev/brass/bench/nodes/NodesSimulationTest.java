package dev.brass.bench.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The short run of what `./brass bench crash nodes` does at length. Another seed each time;
/// `-Dbrass.crash.seed=N` repeats one.
class NodesSimulationTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void nothingIsLostOrBoughtTwiceWhateverIsForgotten() throws Exception {
    long seed = Long.getLong("brass.crash.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    PrintStream out = System.out;
    try (NodesSimulation simulation = new NodesSimulation(NodesPlan.brief(seed), folder, out)) {
      NodesReport report = simulation.run();
      report.print(out);

      assertThat(report.flaws()).as("seed %d, see %s", seed, folder).isEmpty();
      assertThat(report.answered()).isEqualTo(report.orders()).isGreaterThanOrEqualTo(120);
      assertThat(report.faults()).hasSize(5);
      assertThat(report.sentAgain()).isPositive();
      assertThat(report.releases()).isPositive();
      assertThat(report.ends().keySet()).contains("placed");
    }
  }
}
