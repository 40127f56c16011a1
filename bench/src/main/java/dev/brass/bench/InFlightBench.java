package dev.brass.bench;

import dev.brass.testkit.shop.HttpShop;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Thousands of placements in flight on one node, at a shop over the network that takes ten seconds
/// for each call, with the memory that they take: beside the same node when nothing is in flight.
///
/// Heap is what is alive after a full collection; resident is what the kernel counts.
final class InFlightBench implements Bench {

  private static final String DATABASE = "inflight";
  private static final String STORE = "slow";
  private static final int CONNECTIONS = 64;
  private static final int IN_FLIGHT = 5_000;
  private static final int ORDERS = 15_000;
  private static final Duration TAKES = Duration.ofSeconds(10);
  private static final int CALLS_EACH = 3;
  private static final int WARMING = 5_000;
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final double BUDGET = 0.9;

  /// What a node has at a moment, in bytes.
  private record Memory(long heap, long resident) {}

  @Override
  public String about() {
    return "5,000 placements in flight at a store that takes 10 s, and the memory they take";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    // The shop's server would close every connection beyond 200 that has nothing to do.
    System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(4 * IN_FLIGHT));
    try (HttpShop shop = HttpShop.open(InstantSource.system())) {
      List<ShopStore> shops =
          List.of(new ShopStore(STORE, shop, List.of("max-concurrency: " + IN_FLIGHT)));
      try (ServerProcess server =
              ServerProcess.start(lab, DATABASE, "api,worker", shops, List.of());
          OrderTable table = new OrderTable(lab.database(DATABASE))) {
        submit(server, WARMING);
        table.awaitWaiting(STORE, 0, LONGEST);
        Memory before = memory(server);
        print(out, "nothing in flight", before);
        shop.takes(TAKES);
        shop.mostAtOnce();
        int sold = shop.orders().size();
        long begun = System.nanoTime();
        submit(server, ORDERS);
        awaitInFlight(server);
        double filled = (System.nanoTime() - begun) / 1e9;
        Memory during = memory(server);
        print(out, "%,d in flight".formatted(IN_FLIGHT), during);
        table.awaitWaiting(STORE, 0, LONGEST);
        double seconds = (System.nanoTime() - begun) / 1e9;
        int most = shop.mostAtOnce();
        Map<String, Long> troubles = table.troubles(STORE);
        if (!troubles.isEmpty() || shop.orders().size() - sold != ORDERS) {
          throw new IllegalStateException(
              "of %d orders not all went well: %s; %d were bought"
                  .formatted(ORDERS, troubles, shop.orders().size() - sold));
        }
        Memory after = memory(server);
        print(out, "nothing in flight any more", after);
        double perSecond = ORDERS / seconds;
        double possible = IN_FLIGHT / (double) (CALLS_EACH * TAKES.toSeconds());
        double ratio = perSecond / possible;
        long each = (during.heap() - before.heap()) / IN_FLIGHT;
        out.printf(
            Locale.ROOT,
            "%ninflight: %,d orders placed in %.0f s (%.0f s until %,d were in flight), %.0f/s of"
                + " the %.0f/s that are possible; %,d calls at once at most; %d KiB of heap and"
                + " %d KiB of memory for each; %s%n",
            ORDERS,
            seconds,
            filled,
            IN_FLIGHT,
            perSecond,
            possible,
            most,
            each / 1024,
            (during.resident() - before.resident()) / IN_FLIGHT / 1024,
            most >= BUDGET * IN_FLIGHT ? "within budget" : "MISSED");
        out.printf(
            Locale.ROOT,
            "{\"bench\":\"inflight\",\"most\":%d,\"ratio\":%.3f,\"heap_each\":%d,\"heap\":[%d,%d,%d],"
                + "\"resident\":[%d,%d,%d]}%n",
            most,
            ratio,
            each,
            before.heap(),
            during.heap(),
            after.heap(),
            before.resident(),
            during.resident(),
            after.resident());
      }
    }
  }

  private static void print(PrintStream out, String when, Memory memory) {
    out.printf(
        Locale.ROOT,
        "%-28s %,6d MiB of heap, %,6d MiB resident%n",
        when,
        memory.heap() >> 20,
        memory.resident() >> 20);
  }

  private static void submit(ServerProcess server, int count) throws IOException {
    SampleOrder order = SampleOrder.withoutLogIn(STORE);
    Iterator<byte[]> requests =
        Stream.generate(() -> server.post(order.next())).limit(count).iterator();
    Load.run(server.url(), CONNECTIONS, requests);
  }

  private static void awaitInFlight(ServerProcess server) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (metric(server, "brass_jobs_in_flight{kind=\"place-order\"}") < IN_FLIGHT) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no %d orders are in flight".formatted(IN_FLIGHT));
      }
      Thread.sleep(100);
    }
  }

  private static Memory memory(ServerProcess server) throws Exception {
    return new Memory(server.process().liveBytes(), server.process().residentMebibytes() << 20);
  }

  /// The sum of all samples that begin so.
  private static double metric(ServerProcess server, String beginning) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(
                  server.operatorRequest("/metrics").GET().build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return text.lines()
          .filter(line -> line.startsWith(beginning))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
