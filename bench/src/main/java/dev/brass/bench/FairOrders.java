package dev.brass.bench;

import dev.brass.testkit.shop.HttpShop;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// How long single orders of one customer take until they are placed, while another one has 100,000
/// queued at the same stores: beside the same where nobody else has any. Everything goes through a
/// whole server; the customer submits by HTTP and looks until the order is placed.
///
/// Half of the single orders are for a store that answers at once, half for a shop over the
/// network, which has few at a time; both have a queue.
final class FairOrders implements Bench {

  private static final String DATABASE = "fair_orders";
  private static final String SHOP = "shop";
  private static final int CONNECTIONS = 64;

  /// Queued when the measurement begins.
  private static final int QUEUED = 100_000;

  /// Of these so many at the shop.
  private static final int QUEUED_AT_SHOP = 20_000;

  /// Placed before it begins, so that the server's code is compiled.
  private static final int WARMING = 30_000;

  /// When so many are left it ends.
  private static final int LEFT = 40_000;

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration APART = Duration.ofMillis(40);
  private static final int ALONE = 600;
  private static final int ROUNDS = 3;

  /// Who has orders, and where the single ones are for.
  private enum Case {
    ALONE("an order at an instant store, nobody else has any", ServerProcess.STORE),
    BESIDE("the same, one tenant has 100,000 queued", ServerProcess.STORE),
    SHOP_ALONE("an order at a shop over HTTP, nobody else has any", SHOP),
    SHOP_BESIDE("the same, one tenant has 100,000 queued", SHOP);

    private final String words;
    private final String store;

    Case(String words, String store) {
      this.words = words;
      this.store = store;
    }

    private boolean alone() {
      return this == ALONE || this == SHOP_ALONE;
    }
  }

  @Override
  public String about() {
    return "how long one order takes while another tenant has 100,000, beside the same without";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    Map<Case, List<Waits>> all = new EnumMap<>(Case.class);
    try (HttpShop shop = HttpShop.open(InstantSource.system())) {
      List<ShopStore> shops = List.of(new ShopStore(SHOP, shop, List.of()));
      for (int round = 1; round <= ROUNDS; round++) {
        new Round(lab, out, "round " + round, all).run(shops);
      }
    }
    Map<String, Waits> waits = new LinkedHashMap<>();
    for (Case each : Case.values()) {
      Waits middle = Waits.middle(all.getOrDefault(each, List.of()));
      FairBench.print(out, "median", each.words, middle);
      waits.put(each.toString(), middle);
    }
    FairBench.judge(out, "fair-orders", waits);
  }

  /// One round: a server with a queue, then without one.
  private record Round(Lab lab, PrintStream out, String name, Map<Case, List<Waits>> all) {

    void run(List<ShopStore> shops) throws Exception {
      try (ServerProcess channel = ServerProcess.start(lab, DATABASE, "api", shops, List.of())) {
        queue(channel, ServerProcess.STORE, WARMING + QUEUED - QUEUED_AT_SHOP);
        queue(channel, SHOP, QUEUED_AT_SHOP);
      }
      lab.settle(DATABASE);
      try (ServerProcess server =
              ServerProcess.start(lab, DATABASE, "api,worker", shops, List.of());
          OrderTable table = new OrderTable(lab.database(DATABASE));
          Customer customer = new Customer(server)) {
        table.awaitWaiting(ServerProcess.STORE, QUEUED - QUEUED_AT_SHOP, LONGEST);
        long before = table.waiting(ServerProcess.STORE) + table.waiting(SHOP);
        long begun = System.nanoTime();
        singles(
            customer, false, Integer.MAX_VALUE, () -> table.waiting(ServerProcess.STORE) > LEFT);
        long placed = before - table.waiting(ServerProcess.STORE) - table.waiting(SHOP);
        out.printf(
            Locale.ROOT,
            "%-9s beside them %,.0f orders/s of the other tenant were placed%n",
            name,
            placed / ((System.nanoTime() - begun) / 1e9));
        table.awaitWaiting(ServerProcess.STORE, 0, LONGEST);
        table.awaitWaiting(SHOP, 0, LONGEST);
        singles(customer, true, ALONE, () -> true);
      }
    }

    private static void queue(ServerProcess channel, String store, int count) throws IOException {
      SampleOrder order = SampleOrder.withoutLogIn(store);
      Iterator<byte[]> requests =
          Stream.generate(() -> channel.post(order.next())).limit(count).iterator();
      Load.run(channel.url(), CONNECTIONS, requests);
    }

    /// Submits orders one by one, each at its time, whatever became of those before.
    private void singles(Customer customer, boolean alone, int most, Going going) throws Exception {
      List<Series> series =
          Stream.of(Case.values()).filter(each -> each.alone() == alone).map(Series::of).toList();
      List<Future<?>> submitted = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        long next = System.nanoTime();
        for (int i = 0; i < most && (i % 25 != 0 || going.on()); i++) {
          next += APART.toNanos();
          Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
          Series each = series.get(i % series.size());
          String order = each.orders().next();
          submitted.add(threads.submit(() -> each.waits().add(customer.millisUntilPlaced(order))));
        }
      }
      for (Future<?> each : submitted) {
        each.get();
      }
      for (Series each : series) {
        Waits found = Waits.of(each.waits());
        FairBench.print(out, name, each.of().words, found);
        all.computeIfAbsent(each.of(), _ -> new ArrayList<>()).add(found);
      }
    }
  }

  /// Whether to go on.
  private interface Going {
    boolean on() throws Exception;
  }

  /// The single orders of a case, and how long each took.
  private record Series(Case of, SampleOrder orders, Queue<Double> waits) {

    static Series of(Case each) {
      return new Series(each, SampleOrder.withoutLogIn(each.store), new ConcurrentLinkedQueue<>());
    }
  }
}
