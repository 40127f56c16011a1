package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptimisticLoopTest {

  private final OptimisticLoop loop = new OptimisticLoop(3);
  private final Iterator<Integer> rows = List.of(2, 3).iterator();
  private final List<Integer> decided = new ArrayList<>();

  private Optional<String> run(int savedAt) {
    return loop.run(
        1,
        rows::next,
        row -> {
          decided.add(row);
          return row == savedAt ? Optional.of("saved at " + row) : Optional.empty();
        });
  }

  @Test
  void readsNothingAgainWhenNoOneWasFaster() {
    assertThat(run(1)).contains("saved at 1");
    assertThat(decided).containsExactly(1);
    assertThat(rows.next()).isEqualTo(2);
  }

  @Test
  void decidesAgainOnWhatAnotherWriterLeft() {
    assertThat(run(3)).contains("saved at 3");
    assertThat(decided).containsExactly(1, 2, 3);
  }

  @Test
  void givesUpAfterAFewDecisions() {
    assertThat(run(9)).isEmpty();
    assertThat(decided).containsExactly(1, 2, 3);
    assertThat(rows).isExhausted();
  }
}
