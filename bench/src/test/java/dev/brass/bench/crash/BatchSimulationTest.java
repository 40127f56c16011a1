package dev.brass.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The short run of what `./brass bench crash batch` does with ten thousand operations.
class BatchSimulationTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void eachOperationIsFinishedOnceWheneverTheServerDies() throws Exception {
    PrintStream out = System.out;
    try (BatchSimulation simulation = new BatchSimulation(2_000, 2, folder, out)) {
      assertThat(simulation.run()).as("see %s", folder).isEmpty();
    }
  }
}
