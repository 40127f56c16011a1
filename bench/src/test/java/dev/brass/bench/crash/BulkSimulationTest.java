package dev.brass.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The short run of what `./brass bench crash bulk` does with ten thousand rows.
class BulkSimulationTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void eachRowIsOneOrderOrOneErrorWhereverTheServerDies() throws Exception {
    PrintStream out = System.out;
    try (BulkSimulation simulation = new BulkSimulation(2_000, folder, out)) {
      assertThat(simulation.run()).as("see %s", folder).isEmpty();
    }
  }
}
