package dev.brass.bench;

import dev.brass.testkit.shop.HttpShop;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Many orders at once for a shop that may be asked so often a second and no more, from one node
/// and from two: no attempt may fail, no ten seconds may have more requests than the pace allows,
/// and the pace is the control. It counts the requests that the shop had while there was enough to
/// do.
final class PaceBench implements Bench {

  private static final String STORE = "shop";
  private static final int CONNECTIONS = 16;
  private static final double BUDGET = 0.9;
  private static final Duration TICK = Duration.ofSeconds(1);

  /// Of the last orders not all requests can be under way at once, so the end does not count.
  private static final int TAIL = 20;

  /// Turns are kept to the millisecond, but a request that a busy machine sends late may come
  /// together with the next ones: so what is looked at are ten seconds, with one second to spare.
  private static final int WINDOW = 10;

  private final int perSecond;
  private final int orders;
  private final String about;

  private PaceBench(int perSecond, int orders, String about) {
    this.perSecond = perSecond;
    this.orders = orders;
    this.about = about;
  }

  /// A minute or so.
  static PaceBench quick() {
    return new PaceBench(
        20, 400, "orders at a store that may be asked 20 times a second, from one node and two");
  }

  /// A quarter of an hour for each number of nodes.
  static PaceBench whole() {
    return new PaceBench(5, 1_000, "the same with 1,000 orders and five requests a second");
  }

  @Override
  public String about() {
    return about;
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    List<String> figures = new ArrayList<>();
    boolean within = true;
    for (int nodes = 1; nodes <= 2; nodes++) {
      double ratio = run(lab, nodes, out);
      within &= ratio >= BUDGET;
      figures.add(String.format(Locale.ROOT, "\"%d\":%.3f", nodes, ratio));
    }
    out.printf(
        "%npace: no attempt failed; budget %s of the pace: %s%n",
        BUDGET, within ? "within budget" : "MISSED");
    out.printf(
        "{\"bench\":\"pace\",\"unit\":\"of the pace\",\"requests\":%d,\"nodes\":{%s}}%n",
        perSecond, String.join(",", figures));
  }

  private double run(Lab lab, int nodes, PrintStream out) throws Exception {
    String database = "pace_" + nodes;
    try (HttpShop shop = HttpShop.open(InstantSource.system())) {
      List<ShopStore> shops =
          List.of(new ShopStore(STORE, shop, List.of("requests-per-second: " + perSecond)));
      try (ServerProcess first =
              ServerProcess.start(lab, database, "api,worker", shops, List.of());
          AutoCloseable _ =
              nodes == 1
                  ? () -> {}
                  : ServerProcess.join(lab, database, 2, "api,worker", shops, List.of());
          OrderTable table = new OrderTable(lab.database(database))) {
        SampleOrder order = SampleOrder.withoutLogIn(STORE);
        Iterator<byte[]> requests =
            Stream.generate(() -> first.post(order.next())).limit(orders).iterator();
        long begun = System.nanoTime();
        Load.run(first.url(), CONNECTIONS, requests);
        double rate = follow(shop);
        while (table.placed(STORE) < orders) {
          Thread.sleep(TICK);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Map<String, Long> troubles = table.troubles(STORE);
        if (!troubles.isEmpty() || shop.orders().size() != orders) {
          throw new IllegalStateException(
              "of %d orders not all went well: %s; %d were bought"
                  .formatted(orders, troubles, shop.orders().size()));
        }
        out.printf(
            Locale.ROOT,
            "%d %s: %,d orders placed in %.0f s by %,d requests, each at its first attempt;"
                + " %.2f requests/s, %.2f of the pace%n",
            nodes,
            nodes == 1 ? "node" : "nodes",
            orders,
            seconds,
            shop.calls(),
            rate,
            rate / perSecond);
        return rate / perSecond;
      }
    }
  }

  /// Counts requests until hardly anything is left to do; gives their rate.
  private double follow(HttpShop shop) throws InterruptedException {
    awaitCalls(shop, perSecond);
    ArrayDeque<Count> window = new ArrayDeque<>();
    Count first = Count.now(shop);
    Count last = first;
    window.add(first);
    while (shop.orders().size() < orders - TAIL) {
      Thread.sleep(TICK);
      last = Count.now(shop);
      window.addLast(last);
      Count before = window.getFirst();
      double seconds = last.secondsSince(before);
      if (last.calls() - before.calls() > perSecond * (seconds + 1)) {
        throw new IllegalStateException(
            "%d requests in %.1f s".formatted(last.calls() - before.calls(), seconds));
      }
      if (window.size() > WINDOW) {
        window.removeFirst();
      }
    }
    return (last.calls() - first.calls()) / last.secondsSince(first);
  }

  /// How many calls the shop had had at a moment.
  private record Count(long at, long calls) {

    static Count now(HttpShop shop) {
      return new Count(System.nanoTime(), shop.calls());
    }

    double secondsSince(Count other) {
      return (at - other.at) / 1e9;
    }
  }

  private static void awaitCalls(HttpShop shop, int count) throws InterruptedException {
    while (shop.calls() < count) {
      Thread.sleep(10);
    }
  }
}
