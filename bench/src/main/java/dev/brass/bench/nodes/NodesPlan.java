package dev.brass.bench.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a simulation does. The same seed gives the same purchases and the same faults; which orders
/// are under way when a fault comes is up to the machine.
///
/// @param orders how many orders there are at least
/// @param nodes how many servers there are
/// @param clients how many purchases are under way at a time
record NodesPlan(long seed, int orders, int nodes, int clients, List<Fault> faults) {

  /// Longer than the 15 seconds after which a node that gives no sign of life is taken over.
  private static final int LEASE_MILLIS = 17_000;

  private static final List<Shop> SHOPS = List.of(Shop.values());

  NodesPlan {
    faults = List.copyOf(faults);
  }

  /// Each kind in turn, and of what is left of the faults some kinds more often than others.
  static NodesPlan of(long seed, int orders, int faults, int nodes, int clients) {
    Random random = new Random(seed);
    List<FaultKind> kinds = new ArrayList<>();
    List<FaultKind> all = Arrays.asList(FaultKind.values());
    int each = Math.min(3, faults / all.size());
    for (int i = 0; i < each; i++) {
      kinds.addAll(all);
    }
    while (kinds.size() < faults) {
      kinds.add(drawn(random));
    }
    Collections.shuffle(kinds, random);
    return of(seed, orders, nodes, clients, kinds, random);
  }

  /// What happens within about a minute.
  static NodesPlan brief(long seed) {
    List<FaultKind> kinds =
        List.of(
            FaultKind.KILLED,
            FaultKind.STORE_HANGS,
            FaultKind.RESTORED,
            FaultKind.STORE_SILENT,
            FaultKind.FAILED_OVER_WITH_LOSS);
    return of(seed, 120, 2, 16, kinds, new Random(seed));
  }

  private static NodesPlan of(
      long seed, int orders, int nodes, int clients, List<FaultKind> kinds, Random random) {
    List<Fault> faults =
        kinds.stream()
            .map(
                kind ->
                    new Fault(
                        kind,
                        random.nextInt(nodes),
                        shop(kind, random),
                        lasts(kind, random),
                        Duration.ofMillis(500 + random.nextInt(6_000))))
            .toList();
    return new NodesPlan(seed, orders, nodes, clients, faults);
  }

  private static FaultKind drawn(Random random) {
    int sum = Arrays.stream(FaultKind.values()).mapToInt(FaultKind::weight).sum();
    int left = random.nextInt(sum);
    for (FaultKind kind : FaultKind.values()) {
      left -= kind.weight();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  private static Shop shop(FaultKind kind, Random random) {
    return kind == FaultKind.STORE_HANGS ? Shop.HANGING : SHOPS.get(random.nextInt(SHOPS.size()));
  }

  private static Duration lasts(FaultKind kind, Random random) {
    int millis =
        switch (kind) {
          case KILLED -> random.nextInt(4) == 0 ? LEASE_MILLIS : random.nextInt(3_000);
          case DATABASE_SILENT -> 1_000 + random.nextInt(20_000);
          case STORE_SILENT -> 1_000 + random.nextInt(12_000);
          case STOPPED -> LEASE_MILLIS + random.nextInt(8_000);
          case STORE_HANGS -> 1_000 + random.nextInt(10_000);
          case CONFIGURED_OTHERWISE -> 10_000 + random.nextInt(5_000);
          case RESTORED, FAILED_OVER_WITH_LOSS -> 500 + random.nextInt(6_000);
          case CLOCK_WRONG -> (random.nextInt(12) - 6) * 60_000 + 30_000;
          case STORE_FLOODED, FAILED_OVER -> 0;
        };
    return Duration.ofMillis(millis);
  }
}
