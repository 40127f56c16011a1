package dev.brass.bench.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.bench.crash.Receiver;
import dev.brass.bench.crash.Secrets;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodesPlanTest {

  @Test
  void theSameSeedGivesTheSamePlan() {
    assertThat(NodesPlan.of(7, 5_000, 60, 3, 32)).isEqualTo(NodesPlan.of(7, 5_000, 60, 3, 32));
    assertThat(NodesPlan.of(7, 5_000, 60, 3, 32).faults())
        .isNotEqualTo(NodesPlan.of(8, 5_000, 60, 3, 32).faults());
  }

  @Test
  void sixtyFaultsHaveEachKindThreeTimes() {
    var counts =
        NodesPlan.of(1, 5_000, 60, 3, 32).faults().stream()
            .collect(Collectors.groupingBy(Fault::kind, Collectors.counting()));

    assertThat(counts).containsOnlyKeys(FaultKind.values());
    assertThat(counts.values()).allMatch(count -> count >= 3);
    assertThat(counts.values().stream().mapToLong(count -> count).sum()).isEqualTo(60);
  }

  @Test
  void theSameSeedGivesTheSameBasketsOfProductsThatNobodyElseWants() throws IOException {
    try (Receiver receiver = Receiver.open(new Secrets(1))) {
      Baskets baskets = new Baskets(1, receiver);
      Set<String> products = new HashSet<>();
      for (int number : IntStream.range(0, 500).toArray()) {
        Basket basket = baskets.get(number);
        assertThat(new Baskets(1, receiver).get(number)).isEqualTo(basket);
        basket.items().forEach(item -> assertThat(products.add(item.product())).isTrue());
      }
      assertThat(products).hasSizeGreaterThan(500);
      assertThat(IntStream.range(0, 500).mapToObj(baskets::get).map(Basket::channel))
          .contains(Basket.Channel.values());
    }
  }
}
