package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.health.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A node as a test sees it: the jobs of one process and its worker. It polls rarely and gives a
/// sign of life only when told, so that a test sees what it did itself.
final class TestNode implements AutoCloseable {

  static final UUID TENANT = UUID.fromString("01900000-0000-7000-8000-000000000001");
  static final Duration RARELY = Duration.ofHours(1);

  private final Database database;
  private final Jobs jobs;
  private final JobWorker worker;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Health health = new Health();

  private TestNode(
      Database database,
      InstantSource time,
      WorkerSettings settings,
      StoreLimits stores,
      LongSupplier nanoTime,
      List<JobKind> kinds) {
    this.database = database;
    this.jobs = new Jobs(database, time);
    this.worker =
        new JobWorker(
            database,
            jobs,
            time,
            kinds,
            stores,
            new Random(7),
            registry,
            health,
            settings,
            nanoTime);
  }

  static TestNode started(Database database, InstantSource time, JobKind... kinds) {
    return started(database, time, settings(RARELY, false), kinds);
  }

  static TestNode started(
      Database database, InstantSource time, WorkerSettings settings, JobKind... kinds) {
    return started(database, time, settings, StoreLimits.of(Set.of()), System::nanoTime, kinds);
  }

  static TestNode started(
      Database database,
      InstantSource time,
      WorkerSettings settings,
      StoreLimits stores,
      LongSupplier nanoTime,
      JobKind... kinds) {
    TestNode node = new TestNode(database, time, settings, stores, nanoTime, List.of(kinds));
    node.worker.start();
    return node;
  }

  static WorkerSettings settings(Duration poll, boolean soleNode) {
    return new WorkerSettings("test", soleNode, poll, RARELY, 3, Duration.ofDays(30), false);
  }

  /// A kind that runs 50 jobs at a time, up to 3 times each, with pauses of up to 10 ms.
  static JobKind kind(String name, JobHandler handler) {
    return JobKind.of(name, handler)
        .concurrency(50)
        .attempts(3)
        .backoff(Duration.ofMillis(10), Duration.ofMillis(10));
  }

  static NewJob job(String kind) {
    return job(kind, null, Duration.ZERO);
  }

  static NewJob job(String kind, @Nullable String lane, Duration delay) {
    return NewJob.of(kind, TENANT, UUID.randomUUID()).lane(lane).after(delay);
  }

  /// Empties the tables, for tests that share a database.
  static void clean(Database database) {
    database.jdbi().useHandle(handle -> handle.execute("truncate job, job_lane, node, store_slot"));
  }

  Jobs jobs() {
    return jobs;
  }

  JobWorker worker() {
    return worker;
  }

  Health health() {
    return health;
  }

  MeterRegistry registry() {
    return registry;
  }

  void enqueue(NewJob... all) {
    enqueue(List.of(all));
  }

  void enqueue(List<NewJob> all) {
    database.jdbi().useTransaction(handle -> jobs.enqueue(handle, all));
    jobs.wake();
  }

  List<StoredJob> stored() {
    return jobs.list(JobFilter.ALL, null, 1_000);
  }

  /// Drains quickly; runs that do not end are given back.
  @Override
  public void close() {
    worker.drain(Duration.ofSeconds(2));
  }
}
