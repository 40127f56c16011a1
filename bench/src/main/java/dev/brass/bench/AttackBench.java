package dev.brass.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one customer gets while another sender floods the server, beside peace and beside the same
/// flood at a server that does nothing ([ConstantServer]). The floods come from a program that is
/// kept to one processor, at a stated rate ([Attack]).
///
/// The customer posts an order every 40 ms, for a store that answers at once, and looks until it is
/// placed; somebody asks on new connections whether the server lives. In the end it is found out
/// whether the server has let go of everything: memory after a collection, threads, descriptors.
final class AttackBench implements Bench {

  private static final String DATABASE = "attack";
  private static final String CONSTANT = "dev.brass.bench.ConstantServer";
  private static final String ATTACKER = "dev.brass.bench.Attacker";

  private static final Duration APART = Duration.ofMillis(40);
  private static final Duration HEALTH_APART = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int LISTED = 2_000;

  private static final double MOST_TIMES = 3;
  private static final double MEDIAN_MS = 250;
  private static final double LATEST_MS = 1_000;
  private static final double HEALTH_MS = 1_000;
  private static final double LEFT_OVER = 1.1;

  private final String about;
  private final List<Attack> attacks;
  private final Duration length;
  private final Duration calm;

  private AttackBench(String about, List<Attack> attacks, Duration length, Duration calm) {
    this.about = about;
    this.attacks = attacks;
    this.length = length;
    this.calm = calm;
  }

  /// The measurement.
  static AttackBench whole() {
    return new AttackBench(
        "what a customer gets while others flood the server, beside peace and a constant server",
        List.of(Attack.values()),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1));
  }

  /// The measurement of one attack.
  static AttackBench of(Attack attack) {
    return new AttackBench(
        attack.words(), List.of(attack), Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  /// The same as the whole, too short to measure anything: it shows that it works.
  static AttackBench quick() {
    return new AttackBench(
        "the same in short, to see that it works",
        List.of(Attack.values()),
        Duration.ofSeconds(4),
        Duration.ofSeconds(10));
  }

  @Override
  public String about() {
    return about;
  }

  /// What a customer got.
  ///
  /// @param health the longest that the question for the server's health took, in milliseconds
  /// @param failed how many of its orders were refused or not placed
  /// @param sent how many requests the flood was
  private record Service(Waits posts, Waits placed, double health, int failed, double sent) {

    Service with(double flood) {
      return new Service(posts, placed, health, failed, flood);
    }
  }

  /// What a process holds.
  private record Holdings(long heap, long threads, long descriptors) {

    static Holdings of(JavaProcess process) throws IOException {
      return new Holdings(process.liveBytes(), process.threads(), process.descriptors());
    }

    boolean isWithin(Holdings before) {
      return heap <= before.heap * LEFT_OVER
          && threads <= before.threads * LEFT_OVER
          && descriptors <= before.descriptors * LEFT_OVER;
    }
  }

  /// One attack and its control.
  ///
  /// @param control the 99th of a hundred posts at the constant server, in milliseconds
  private record Row(String name, Service service, double control) {

    boolean holds() {
      return service.failed() == 0
          && service.posts().latest() <= Math.max(1, control) * MOST_TIMES
          && service.placed().median() <= MEDIAN_MS
          && service.placed().latest() <= LATEST_MS
          && service.health() <= HEALTH_MS;
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"attack\":\"%s\",\"sent\":%.0f,\"post\":%.1f,\"control\":%.1f,\"median\":%.1f,"
              + "\"latest\":%.1f,\"health\":%.1f,\"failed\":%d,\"holds\":%b}",
          name,
          service.sent(),
          service.posts().latest(),
          control,
          service.placed().median(),
          service.placed().latest(),
          service.health(),
          service.failed(),
          holds());
    }
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    List<String> flags =
        List.of(
            "--batch.most-operations=100000",
            "--limits.rows-per-hour=100000000",
            "--limits.jobs=100000000");
    List<Row> rows = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(lab, DATABASE, "api,worker", List.of(), flags);
        JavaProcess constant =
            JavaProcess.start(CONSTANT, lab.folder().resolve("constant"), List.of("512"));
        OrderTable table = new OrderTable(lab.database(DATABASE));
        Customer customer = new Customer(server)) {
      URI control = URI.create(constant.awaitLine("ready "));
      SampleOrder orders = SampleOrder.withoutLogIn(ServerProcess.STORE);
      Load.run(
          server.url(),
          64,
          Stream.generate(() -> server.post(orders.next())).limit(LISTED).iterator());
      settle(table);
      serve(customer, server.url(), length);
      Holdings before = Holdings.of(server.process());
      Service peace = serve(customer, server.url(), length);
      print(out, "peace", peace, bare(control, length));
      for (Attack attack : attacks) {
        double bare;
        try (JavaProcess _ = flood(lab, attack, control, server)) {
          bare = bare(control, length);
        }
        Service service;
        try (JavaProcess flood = flood(lab, attack, server.url(), server)) {
          // Servers run for months: their code is compiled before it is measured.
          serve(customer, server.url(), length);
          service = serve(customer, server.url(), length).with((double) sent(flood));
        }
        Row row = new Row(attack.name(), service, bare);
        print(out, attack.words(), service, bare);
        rows.add(row);
        settle(table);
      }
      Thread.sleep(calm);
      Holdings after = Holdings.of(server.process());
      out.printf(
          Locale.ROOT,
          "%nheap %,d then %,d bytes; threads %d then %d; descriptors %d then %d: %s%n",
          before.heap(),
          after.heap(),
          before.threads(),
          after.threads(),
          before.descriptors(),
          after.descriptors(),
          after.isWithin(before) ? "let go" : "KEPT");
      List<String> missed = rows.stream().filter(row -> !row.holds()).map(Row::name).toList();
      out.println(missed.isEmpty() ? "attack: within budget" : "attack: MISSED under " + missed);
      out.printf(
          Locale.ROOT,
          "{\"bench\":\"attack\",\"unit\":\"ms\",\"peace\":[%.1f,%.1f,%.1f],\"let_go\":%b,"
              + "\"attacks\":[%s]}%n",
          peace.posts().latest(),
          peace.placed().median(),
          peace.placed().latest(),
          after.isWithin(before),
          rows.stream().map(Row::json).collect(Collectors.joining(",")));
    }
  }

  private static void settle(OrderTable table) throws Exception {
    table.awaitWaiting(ServerProcess.STORE, 0, LONGEST);
  }

  private static JavaProcess flood(Lab lab, Attack attack, URI target, ServerProcess server)
      throws IOException {
    Path log = lab.folder().resolve("attacker");
    JavaProcess flood =
        JavaProcess.startOn(
            0,
            ATTACKER,
            log,
            List.of(
                attack.name(),
                target.toString(),
                server.classicAuthorization(),
                server.currentAuthorization()));
    flood.awaitLine("ready");
    return flood;
  }

  private static long sent(JavaProcess flood) throws IOException {
    String line = flood.ask();
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  private static void print(PrintStream out, String what, Service service, double control) {
    out.printf(
        Locale.ROOT,
        "%-32s POST 99th %8.1f ms (constant %7.1f); placed median %7.1f ms, 99th %8.1f; health %7.1f"
            + " ms; %d failed; %,.0f sent%n",
        what,
        service.posts().latest(),
        control,
        service.placed().median(),
        service.placed().latest(),
        service.health(),
        service.failed(),
        service.sent());
  }

  /// The 99th of a hundred posts at a server that does nothing, in milliseconds.
  private static double bare(URI control, Duration length) throws Exception {
    SampleOrder orders = SampleOrder.withoutLogIn(ServerProcess.STORE);
    Queue<Double> posts = new ConcurrentLinkedQueue<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      every(
          length,
          () -> {
            HttpRequest request =
                HttpRequest.newBuilder(control.resolve("/v1/orders"))
                    .timeout(LONGEST)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(orders.next()))
                    .build();
            long begun = System.nanoTime();
            client.send(request, HttpResponse.BodyHandlers.ofString());
            posts.add((System.nanoTime() - begun) / 1e6);
          });
    }
    return worst(posts);
  }

  private static double worst(Collection<Double> millis) {
    return millis.isEmpty() ? LONGEST.toMillis() : Waits.of(millis).latest();
  }

  /// What the customer gets for so long.
  private static Service serve(Customer customer, URI server, Duration length) throws Exception {
    SampleOrder orders = SampleOrder.withoutLogIn(ServerProcess.STORE);
    Queue<Double> posts = new ConcurrentLinkedQueue<>();
    Queue<Double> placed = new ConcurrentLinkedQueue<>();
    AtomicInteger failed = new AtomicInteger();
    Queue<Double> health = new ConcurrentLinkedQueue<>();
    Thread asking = Thread.ofVirtual().start(() -> health(server, length, health));
    every(
        length,
        () -> {
          try {
            Customer.Times times = customer.timesOf(orders.next());
            posts.add(times.posted());
            placed.add(times.placed());
          } catch (IOException | IllegalStateException e) {
            failed.incrementAndGet();
          }
        });
    asking.join();
    return new Service(waits(posts), waits(placed), worst(health), failed.get(), 0);
  }

  private static Waits waits(Collection<Double> millis) {
    return millis.isEmpty()
        ? new Waits(LONGEST.toMillis(), LONGEST.toMillis(), 0)
        : Waits.of(millis);
  }

  /// Asks on new connections, again and again.
  private static void health(URI server, Duration length, Queue<Double> answers) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      double took = LONGEST.toMillis();
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(server.resolve("/health/live"))
                .timeout(Duration.ofSeconds(30))
                .build();
        if (client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
          took = (System.nanoTime() - begun) / 1e6;
        }
        answers.add(took);
        Thread.sleep(HEALTH_APART);
      } catch (IOException e) {
        answers.add(took);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /// Takes a step at each of its times, whatever became of those before.
  private static void every(Duration length, Step step) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long next = System.nanoTime(); next < end; next += APART.toNanos()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        all.add(
            threads.submit(
                () -> {
                  step.run();
                  return null;
                }));
      }
    }
    for (Future<?> each : all) {
      each.get();
    }
  }
}
