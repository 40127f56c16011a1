package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server is not ready shortly before its disk is full.
class DiskSpaceTest {

  @TempDir Path folder;

  @Test
  void tellsThatThereIsNoRoomForMuchMore() {
    assertThat(new DiskSpace(folder, _ -> (32L << 20) - 1).problem())
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.what()).contains("31 MiB left", "orders could not be stored");
              assertThat(problem.hopeless()).isFalse();
            });
    assertThat(new DiskSpace(folder, _ -> 0).problem()).isPresent();
    assertThat(new DiskSpace(folder, _ -> 32L << 20).problem()).isEmpty();
  }

  @Test
  void takesNoAnswerForRoom() {
    DiskSpace silent =
        new DiskSpace(
            folder,
            _ -> {
              throw new IOException("unknown");
            });
    assertThat(silent.problem()).isEmpty();
    assertThat(new DiskSpace(folder.resolve("missing")).problem()).isEmpty();
  }
}
