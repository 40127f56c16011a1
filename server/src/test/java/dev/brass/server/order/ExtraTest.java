package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtraTest {

  private final List<List<String>> mails = new ArrayList<>();
  private final List<List<Integer>> numbers = new ArrayList<>();
  private final Extra.Writer<String> writesMails = (_, rows) -> mails.add(rows);
  private final Extra.Writer<Integer> writesNumbers = (_, rows) -> numbers.add(rows);

  @Test
  void eachWriterIsAskedOnceWithTheRowsOfAllOrders() {
    Extra.write(
        new WriteBatch(),
        List.of(
            new Extra<>(writesMails, List.of("a", "b")),
            new Extra<>(writesNumbers, List.of(1)),
            new Extra<>(writesMails, List.of("c")),
            new Extra<>(writesNumbers, List.of(2))));

    assertThat(mails).containsExactly(List.of("a", "b", "c"));
    assertThat(numbers).containsExactly(List.of(1, 2));
  }

  @Test
  void aWriterIsNotAskedForNothing() {
    Extra.write(new WriteBatch(), List.of(new Extra<>(writesMails, List.of())));

    assertThat(mails).isEmpty();
  }
}
