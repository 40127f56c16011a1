package dev.brass.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryMarkTest {

  private static final HistoryMark BEFORE = new HistoryMark("7312", 3, 1_000, false, 40);

  @Test
  void whatOnlyWentOnHasLostNothing() {
    assertThat(BEFORE.lostBy(BEFORE)).isEmpty();
    assertThat(BEFORE.lostBy(new HistoryMark("7312", 3, 2_000, false, 41))).isEmpty();
  }

  @Test
  void aStepBackIsALoss() {
    assertThat(BEFORE.lostBy(new HistoryMark("7312", 3, 999, false, 40)).orElseThrow())
        .contains("0/3E7", "0/3E8");
    assertThat(BEFORE.lostBy(new HistoryMark("7312", 3, 5_000, false, 39)).orElseThrow())
        .contains("older copy");
    assertThat(BEFORE.lostBy(new HistoryMark("7312", 3, 5_000, false, -1))).isPresent();
  }

  @Test
  void anotherClusterIsALoss() {
    assertThat(BEFORE.lostBy(new HistoryMark("9999", 3, 5_000, true, 41)).orElseThrow())
        .contains("9999", "7312");
  }

  @Test
  void anotherTimelineIsALossUnlessItsStandbyHadEverything() {
    HistoryMark promoted = new HistoryMark("7312", 4, 5_000, false, 41);
    assertThat(BEFORE.lostBy(promoted)).isPresent();
    HistoryMark synchronous = new HistoryMark("7312", 3, 1_000, true, 40);
    assertThat(synchronous.lostBy(promoted)).isEmpty();
    assertThat(synchronous.lostBy(new HistoryMark("7312", 4, 900, true, 41))).isPresent();
  }

  @Test
  void positionsAreReadAndWrittenAsPostgresqlDoes() {
    assertThat(HistoryMark.position("1/6B0A2F8")).isEqualTo(0x1_06B0_A2F8L);
    assertThat(HistoryMark.lsn(0x1_06B0_A2F8L)).isEqualTo("1/6B0A2F8");
    assertThat(HistoryMark.position("FFFFFFFF/FFFFFFFF")).isEqualTo(-1L);
  }

  @Test
  void theFileKeepsWhatWasWrittenAndNoNonsense(@TempDir Path folder) throws Exception {
    MarkFile file = new MarkFile(new DataFolder(folder));
    assertThat(file.read()).isEmpty();
    MarkFile.Kept kept = new MarkFile.Kept(UUID.randomUUID(), BEFORE);
    file.write(kept);
    file.write(new MarkFile.Kept(kept.id(), BEFORE.withTick(41)));
    assertThat(file.read()).contains(new MarkFile.Kept(kept.id(), BEFORE.withTick(41)));
    assertThat(folder.toFile().list()).hasSize(1);
    Files.writeString(folder.resolve("history.mark"), "id=x\n");
    assertThat(file.read()).isEmpty();
  }
}
