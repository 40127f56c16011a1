package dev.brass.bench;

import dev.brass.server.db.Database;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// How long one job of a customer waits until it runs, while others have very many due, beside the
/// same where nobody has; jobs take a millisecond, 256 at a time. [FairOrders] is the same with
/// whole orders.
final class FairBench implements Bench {

  private static final String KIND = "place-order";
  private static final int CONNECTIONS = 20;
  private static final int CONCURRENCY = 256;
  private static final int FLOOD = 100_000;
  private static final int TENANTS = 10_000;
  private static final int GROUP = 1_000;
  private static final int MOST = 1_000;
  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 3;
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final double MEDIAN_MS = 250;
  private static final double LATEST_MS = 1_000;

  /// Who else has jobs.
  private enum Others {
    NOBODY("nobody else has any"),
    ONE("one tenant has 100,000"),
    ONE_IN_LANES("one tenant has 100,000, each in a lane of its own"),
    TEN_THOUSAND("ten thousand tenants have ten each");

    private final String words;

    Others(String words) {
      this.words = words;
    }
  }

  @Override
  public String about() {
    return "how long one job waits while others have 100,000, beside the same without";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    Map<Others, List<Waits>> all = new EnumMap<>(Others.class);
    for (int round = 1 - WARM_UPS; round <= ROUNDS; round++) {
      for (Others others : Others.values()) {
        Waits waits = round(lab, others);
        print(out, round < 1 ? "warm-up" : "round " + round, others.words, waits);
        if (round > 0) {
          all.computeIfAbsent(others, _ -> new ArrayList<>()).add(waits);
        }
      }
    }
    Map<String, Waits> medians = new LinkedHashMap<>();
    out.println();
    all.forEach(
        (others, rounds) -> {
          Waits middle = Waits.middle(rounds);
          print(out, "median", others.words, middle);
          medians.put(others.toString(), middle);
        });
    judge(out, "fair", medians);
  }

  /// Prints whether all waits are within the budget, and the figures as JSON.
  static void judge(PrintStream out, String bench, Map<String, Waits> medians) {
    boolean within =
        medians.values().stream()
            .allMatch(waits -> waits.median() <= MEDIAN_MS && waits.latest() <= LATEST_MS);
    out.printf(
        Locale.ROOT,
        "%n%s: half are done within %.0f ms, 99 of 100 within %.0f: %s%n",
        bench,
        MEDIAN_MS,
        LATEST_MS,
        within ? "within budget" : "MISSED");
    String figures =
        medians.entrySet().stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "\"%s\":[%.1f,%.1f]",
                        each.getKey(),
                        each.getValue().median(),
                        each.getValue().latest()))
            .collect(Collectors.joining(","));
    out.printf("{\"bench\":\"%s\",\"unit\":\"ms\",\"waits\":{%s}}%n", bench, figures);
  }

  /// Prints a line.
  ///
  /// @param what waited, and beside whom
  static void print(PrintStream out, String which, String what, Waits waits) {
    out.printf(
        Locale.ROOT,
        "%-9s %-52s median %8.1f ms, 99th %8.1f ms (%d)%n",
        which,
        what,
        waits.median(),
        waits.latest(),
        waits.count());
  }

  private static Waits round(Lab lab, Others others) throws Exception {
    try (Database database = Database.open(lab.database("fair"), CONNECTIONS)) {
      database.jdbi().useHandle(handle -> handle.execute("truncate job, job_lane, node"));
      Jobs jobs = new Jobs(database, InstantSource.system());
      Map<UUID, Long> sent = new ConcurrentHashMap<>();
      ConcurrentLinkedQueue<Double> waits = new ConcurrentLinkedQueue<>();
      AtomicLong done = new AtomicLong();
      JobKind kind =
          JobKind.of(
                  KIND,
                  job -> {
                    Long begun = sent.remove(job.subject());
                    if (begun != null) {
                      waits.add((System.nanoTime() - begun) / 1e6);
                    }
                    LockSupport.parkNanos(1_000_000);
                    done.incrementAndGet();
                    return JobResult.done();
                  })
              .concurrency(CONCURRENCY)
              .attempts(3)
              .backoff(SHORT, SHORT);
      int flood = enqueue(database, jobs, others);
      JobWorker worker =
          new JobWorker(
              database,
              jobs,
              InstantSource.system(),
              List.of(kind),
              StoreLimits.of(Set.of()),
              new Random(),
              new SimpleMeterRegistry(),
              new Health(),
              WorkerSettings.of("fair", true));
      worker.start();
      int singles = 0;
      Random random = new Random(7);
      while (singles < (flood == 0 ? 200 : MOST) && (flood == 0 || done.get() < 0.9 * flood)) {
        Thread.sleep(10 + random.nextInt(20));
        UUID subject = UUID.randomUUID();
        sent.put(subject, System.nanoTime());
        String lane = others == Others.ONE_IN_LANES ? "lane" : null;
        NewJob job = NewJob.of(KIND, UUID.randomUUID(), subject).lane(lane);
        database.jdbi().useTransaction(handle -> jobs.enqueue(handle, List.of(job)));
        jobs.wake();
        singles++;
      }
      while (waits.size() < singles) {
        Thread.sleep(10);
      }
      worker.drain(Duration.ofSeconds(10));
      return Waits.of(waits);
    }
  }

  /// Stores what the others have; gives the number of their jobs.
  private static int enqueue(Database database, Jobs jobs, Others others) {
    if (others == Others.NOBODY) {
      return 0;
    }
    UUID one = UUID.randomUUID();
    List<UUID> many = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      many.add(UUID.randomUUID());
    }
    for (int stored = 0; stored < FLOOD; stored += GROUP) {
      List<NewJob> group = new ArrayList<>(GROUP);
      for (int i = stored; i < stored + GROUP; i++) {
        UUID tenant = others == Others.TEN_THOUSAND ? many.get(i % TENANTS) : one;
        String lane = others == Others.ONE_IN_LANES ? "lane-" + i : null;
        group.add(NewJob.of(KIND, tenant, UUID.randomUUID()).lane(lane));
      }
      database.jdbi().useTransaction(handle -> jobs.enqueue(handle, group));
    }
    return FLOOD;
  }
}
