package dev.brass.bench;

import dev.brass.bench.HookSink.Manner;
import dev.brass.server.db.Database;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Our webhooks, signed ones to endpoints of tenants, delivered by one worker.
final class BrassWebhooks implements AutoCloseable {

  /// As long as the reply of the v1 API for a placed order.
  static final String BODY =
      "{\"event\":\"order.placed\",\"data\":{\"filler\":\"" + "x".repeat(900) + "\"}}";

  private static final int GROUP = 2_000;
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  /// Then calls that hang are interrupted.
  private static final Duration END = Duration.ofSeconds(2);

  private final Lab lab;
  private final String name;
  private final Database database;

  BrassWebhooks(Lab lab, String name, int connections) {
    this.lab = lab;
    this.name = name;
    this.database = Database.open(lab.database(name), connections);
  }

  /// Stores messages to one receiver, then starts a worker; gives those delivered per second, from
  /// the start until all of them are known to be delivered.
  double alone(int count) throws Exception {
    return round(count, List.of(Manner.HEALTHY), worker -> worker.drain(DRAIN));
  }

  /// Stores messages to receivers, then starts a worker; gives those delivered per second to the
  /// healthy ones, from the start until the last of them has arrived, whatever is left for others.
  ///
  /// @param count of messages in all, as many for each receiver
  double together(int count, List<Manner> receivers) throws Exception {
    return round(count, receivers, _ -> {});
  }

  private double round(int count, List<Manner> receivers, Consumer<JobWorker> end)
      throws Exception {
    clean();
    Jobs jobs = new Jobs(database, InstantSource.system());
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    List<HookSink> sinks = new ArrayList<>();
    try (Webhooks webhooks =
        new Webhooks(
            database,
            jobs,
            new AesSealer(),
            new WebhookSettings(AllowedNetworks.ANY, Duration.ofSeconds(10), DAY),
            InstantSource.system(),
            metrics)) {
      int each = count / receivers.size();
      List<NewMessage> messages = new ArrayList<>();
      List<CountDownLatch> latches = new ArrayList<>();
      for (Manner manner : receivers) {
        HookSink sink = HookSink.open(manner);
        sinks.add(sink);
        TenantId tenant = new TenantId(UUID.randomUUID());
        webhooks.register(tenant, Mode.LIVE, sink.url("/hooks"));
        if (manner == Manner.HEALTHY) {
          latches.add(sink.expect(each));
        }
        for (int message = 0; message < each; message++) {
          messages.add(message(tenant));
        }
      }
      store(webhooks, messages);
      JobWorker worker = worker(jobs, webhooks, metrics);
      long begun = System.nanoTime();
      worker.start();
      for (CountDownLatch latch : latches) {
        latch.await();
      }
      end.accept(worker);
      double seconds = (System.nanoTime() - begun) / 1e9;
      worker.drain(END);
      return each * latches.size() / seconds;
    } finally {
      sinks.forEach(HookSink::close);
    }
  }

  private static NewMessage message(TenantId tenant) {
    return new NewMessage(
        tenant,
        Mode.LIVE,
        UUID.randomUUID(),
        "order.placed",
        new NewMessage.TenantEndpoint(),
        BODY,
        null);
  }

  private void store(Webhooks webhooks, List<NewMessage> messages) {
    Collections.shuffle(messages, new Random(1));
    for (int sent = 0; sent < messages.size(); sent += GROUP) {
      List<NewMessage> group = messages.subList(sent, Math.min(sent + GROUP, messages.size()));
      WriteBatch writes = new WriteBatch();
      webhooks.send(writes, group);
      writes.commit(database.jdbi());
    }
    lab.settle(name);
  }

  private JobWorker worker(Jobs jobs, Webhooks webhooks, SimpleMeterRegistry metrics) {
    return new JobWorker(
        database,
        jobs,
        InstantSource.system(),
        webhooks.jobKinds(),
        StoreLimits.of(Set.of()),
        new Random(),
        metrics,
        new Health(),
        WorkerSettings.of(name, true));
  }

  private void clean() {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "truncate job, job_lane, webhook_message, webhook_delivery, webhook_endpoint"));
  }

  @Override
  public void close() {
    database.close();
  }
}
