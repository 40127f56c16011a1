package dev.brass.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.fault.FaultPoint;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The short run of what `./brass bench crash` does at length. Another seed each time;
/// `-Dbrass.crash.seed=N` repeats one.
class CrashSimulationTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void nothingIsLostOrBoughtTwiceWhereverTheServerDies() throws Exception {
    long seed = Long.getLong("brass.crash.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    PrintStream out = System.out;
    try (CrashSimulation simulation = new CrashSimulation(CrashPlan.brief(seed), folder, out)) {
      CrashReport report = simulation.run();
      report.print(out);

      assertThat(report.flaws()).as("seed %d, see %s", seed, folder).isEmpty();
      assertThat(report.answered()).isEqualTo(report.begun()).isGreaterThanOrEqualTo(150);
      for (FaultPoint point : FaultPoint.values()) {
        if (point.isOfOrders()) {
          assertThat(report.deaths()).containsEntry("at " + point, 1);
        }
      }
      assertThat(report.ends().keySet()).contains("placed").hasSizeGreaterThan(3);
    }
  }
}
