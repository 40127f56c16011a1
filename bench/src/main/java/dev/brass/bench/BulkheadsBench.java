package dev.brass.bench;

import dev.brass.testkit.shop.HttpShop;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Orders placed per second at two shops while a third one hangs, beside the same while it does
/// not; all three have more to do than they can. Shops are asked over the network, by a whole
/// server: once with the few placements at a time that a store gets unless its operator says
/// otherwise, and once with 100 each.
///
/// A shop hangs for longer than a call may take, so that both is measured: that its placements wait
/// for answers, and that they give up and the breaker opens.
final class BulkheadsBench implements Bench {

  private static final String DATABASE = "bulkheads";
  private static final int CONNECTIONS = 16;
  private static final int ROUNDS = 3;
  private static final Duration WARMING = Duration.ofSeconds(25);
  private static final Duration HEALTHY = Duration.ofSeconds(20);
  private static final Duration HANGING = Duration.ofSeconds(40);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final double BUDGET = 0.9;

  /// A shop that has sold so many since it answers again is as busy as before.
  private static final int AGAIN = 100;

  /// How much a shop gets at a time, and how long it takes.
  ///
  /// @param orders so many that none of the shops ever runs out of them
  private record Pressure(String words, List<String> rules, Duration takes, int orders) {}

  private static final List<Pressure> PRESSURES =
      List.of(
          new Pressure("4 at a time, 100 ms a call", List.of(), Duration.ofMillis(100), 6_000),
          new Pressure(
              "100 at a time, 1 s a call",
              List.of("max-concurrency: 100"),
              Duration.ofSeconds(1),
              14_000));

  @Override
  public String about() {
    return "orders per second at two stores while a third one hangs, beside three healthy ones";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    List<String> figures = new ArrayList<>();
    for (int i = 0; i < PRESSURES.size(); i++) {
      figures.add(run(lab, DATABASE + i, PRESSURES.get(i), out));
    }
    out.printf("{\"bench\":\"bulkheads\",\"budget\":%s,%s}%n", BUDGET, String.join(",", figures));
  }

  private static String run(Lab lab, String database, Pressure pressure, PrintStream out)
      throws Exception {
    out.println(pressure.words());
    try (HttpShop one = HttpShop.open(InstantSource.system()).takes(pressure.takes());
        HttpShop two = HttpShop.open(InstantSource.system()).takes(pressure.takes());
        HttpShop third = HttpShop.open(InstantSource.system()).takes(pressure.takes())) {
      List<ShopStore> shops =
          List.of(
              new ShopStore("one", one, pressure.rules()),
              new ShopStore("two", two, pressure.rules()),
              new ShopStore("third", third, pressure.rules()));
      try (ServerProcess server =
              ServerProcess.start(lab, database, "api,worker", shops, List.of());
          OrderTable table = new OrderTable(lab.database(database))) {
        for (ShopStore shop : shops) {
          submit(server, shop.code(), pressure.orders());
        }
        Thread.sleep(WARMING);
        double[] healthy = new double[ROUNDS];
        double[] hanging = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          healthy[round] = perSecond(one, two, HEALTHY);
          third.hang();
          hanging[round] = perSecond(one, two, HANGING);
          third.resume();
          out.printf(
              Locale.ROOT,
              "round %d   three healthy %,8.1f orders/s at two of them, the third one hangs %,8.1f%n",
              round + 1,
              healthy[round],
              hanging[round]);
          awaitSold(third, LONGEST);
        }
        for (ShopStore shop : shops) {
          if (table.waiting(shop.code()) == 0) {
            throw new IllegalStateException("the store " + shop.code() + " had too little to do");
          }
        }
        double before = middle(healthy);
        double ratio = middle(hanging) / before;
        out.printf(
            Locale.ROOT,
            "bulkheads, %s: %.2f of the rate of three healthy stores (%,.1f : %,.1f orders/s);"
                + " budget %s: %s%n%n",
            pressure.words(),
            ratio,
            middle(hanging),
            before,
            BUDGET,
            ratio >= BUDGET ? "within budget" : "MISSED");
        return String.format(Locale.ROOT, "\"%s\":%.3f", pressure.words(), ratio);
      }
    }
  }

  private static double middle(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void submit(ServerProcess server, String store, int count) throws Exception {
    SampleOrder order = SampleOrder.withoutLogIn(store);
    Iterator<byte[]> requests =
        Stream.generate(() -> server.post(order.next())).limit(count).iterator();
    Load.run(server.url(), CONNECTIONS, requests);
  }

  private static double perSecond(HttpShop one, HttpShop two, Duration length)
      throws InterruptedException {
    int before = one.orders().size() + two.orders().size();
    long begun = System.nanoTime();
    Thread.sleep(length);
    int sold = one.orders().size() + two.orders().size() - before;
    return sold / ((System.nanoTime() - begun) / 1e9);
  }

  private static void awaitSold(HttpShop shop, Duration longest) throws InterruptedException {
    int before = shop.orders().size();
    long end = System.nanoTime() + longest.toNanos();
    while (shop.orders().size() < before + AGAIN) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the store that hung sells nothing any more");
      }
      Thread.sleep(100);
    }
  }
}
