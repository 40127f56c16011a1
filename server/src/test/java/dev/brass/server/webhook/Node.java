package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.secret.Sealer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/// One node of a server that does nothing but webhooks, on a database of its own or shared.
final class Node implements AutoCloseable {

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final JobWorker worker;
  final InstantSource clock = () -> Instant.now().plus(ahead.get());
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Database database;
  final Jobs jobs;
  final Webhooks webhooks;

  Node(Database database, Sealer sealer, WebhookSettings settings) {
    this(
        database,
        sealer,
        settings,
        new GuardedDns(InetAddress::getAllByName, settings.reach()::permits, settings.timeout()));
  }

  Node(Database database, Sealer sealer, WebhookSettings settings, GuardedDns names) {
    this.database = database;
    this.jobs = new Jobs(database, clock);
    this.webhooks = new Webhooks(database, jobs, sealer, settings, clock, metrics, names);
    this.worker =
        new JobWorker(
            database,
            jobs,
            clock,
            webhooks.jobKinds(),
            StoreLimits.of(Set.of()),
            new Random(),
            metrics,
            new dev.brass.server.health.Health(),
            new WorkerSettings(
                "test " + UUID.randomUUID(),
                false,
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                5,
                Duration.ofDays(1),
                true));
    worker.start();
  }

  /// As if so much time had passed.
  void pass(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
    jobs.wake();
  }

  void send(List<NewMessage> messages) {
    WriteBatch writes = new WriteBatch();
    webhooks.send(writes, messages);
    writes.commit(database.jdbi());
    jobs.wake();
  }

  void send(NewMessage message) {
    send(List.of(message));
  }

  @Override
  public void close() {
    worker.drain(Duration.ofSeconds(5));
    webhooks.close();
  }
}
