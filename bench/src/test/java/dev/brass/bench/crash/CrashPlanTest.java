package dev.brass.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.bench.crash.Life.Ending;
import dev.brass.bench.crash.Purchase.Door;
import dev.brass.server.fault.FaultPoint;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrashPlanTest {

  @Test
  void aSeedGivesOnePlanAndOneListOfPurchases() throws Exception {
    assertThat(CrashPlan.of(7, 2_000, 20, 24)).isEqualTo(CrashPlan.of(7, 2_000, 20, 24));
    assertThat(CrashPlan.of(7, 2_000, 20, 24)).isNotEqualTo(CrashPlan.of(8, 2_000, 20, 24));
    try (Receiver receiver = Receiver.open(new Secrets(7))) {
      assertThat(purchases(7, receiver)).isEqualTo(purchases(7, receiver));
    }
  }

  @Test
  void everyFaultPointAndAsManyKillsAsToldAreInIt() {
    List<Ending> endings =
        CrashPlan.of(7, 2_000, 20, 24).lives().stream().map(Life::ending).toList();
    Set<FaultPoint> points =
        endings.stream()
            .filter(Ending.AtFaultPoint.class::isInstance)
            .map(ending -> ((Ending.AtFaultPoint) ending).point())
            .collect(Collectors.toSet());
    Set<FaultPoint> ofOrders = EnumSet.allOf(FaultPoint.class);
    ofOrders.removeIf(point -> !point.isOfOrders());
    assertThat(points).isEqualTo(ofOrders);
    assertThat(endings)
        .filteredOn(e -> !(e instanceof Ending.AtFaultPoint || e instanceof Ending.Drained))
        .hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void purchasesAreOfEveryWishThroughBothDoors() throws Exception {
    try (Receiver receiver = Receiver.open(new Secrets(7))) {
      List<Purchase> purchases = purchases(7, receiver);
      assertThat(purchases.stream().map(Purchase::wish).collect(Collectors.toSet()))
          .isEqualTo(EnumSet.allOf(Wish.class));
      assertThat(purchases.stream().map(Purchase::channel).collect(Collectors.toSet()))
          .isEqualTo(EnumSet.allOf(Door.class));
      assertThat(purchases.stream().map(Purchase::key)).doesNotHaveDuplicates();
      assertThat(purchases).anyMatch(Purchase::cancels).anyMatch(Purchase::twice);
    }
  }

  private static List<Purchase> purchases(long seed, Receiver receiver) {
    Purchases purchases = new Purchases(seed, new Secrets(seed), receiver);
    return IntStream.range(0, 500).mapToObj(purchases::get).toList();
  }
}
