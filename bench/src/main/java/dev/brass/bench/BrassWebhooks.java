package dev.brass.bench;

import dev.brass.server.db.Database;
import dev.brass.server.db.Script;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.Reach;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// Our webhooks, signed ones to endpoints of tenants, delivered by one worker.
final class BrassWebhooks implements AutoCloseable {

  /// As long as the reply of the v1 API for a placed order.
  static final String BODY =
      "{\"event\":\"order.placed\",\"data\":{\"filler\":\"" + "x".repeat(900) + "\"}}";

  private static final int GROUP = 2_000;
  private static final Duration DAY = Duration.ofHours(24);

  private final Lab lab;
  private final String name;
  private final Database database;

  BrassWebhooks(Lab lab, String name, int connections) {
    this.lab = lab;
    this.name = name;
    this.database = Database.open(lab.database(name), connections);
  }

  /// Stores messages to receivers of which some hang, then starts a worker; gives those delivered
  /// per second to the receivers that do not, from the start until the last of them is delivered.
  double round(int count, int receivers, int hanging) throws Exception {
    clean();
    Jobs jobs = new Jobs(database, InstantSource.system());
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    List<HookSink> sinks = new ArrayList<>();
    try (Webhooks webhooks =
        new Webhooks(
            database,
            jobs,
            new AesSealer(),
            new WebhookSettings(Reach.ANY, Duration.ofSeconds(10), DAY),
            InstantSource.system(),
            metrics)) {
      List<NewMessage> messages = new ArrayList<>();
      List<CountDownLatch> latches = new ArrayList<>();
      for (int i = 0; i < receivers; i++) {
        HookSink sink = i < hanging ? HookSink.hanging() : HookSink.open();
        sinks.add(sink);
        TenantId tenant = new TenantId(UUID.randomUUID());
        webhooks.register(tenant, Mode.LIVE, sink.url("/hooks"));
        if (i >= hanging) {
          latches.add(sink.expect(count / receivers));
        }
        for (int message = 0; message < count / receivers; message++) {
          messages.add(
              new NewMessage(
                  tenant,
                  Mode.LIVE,
                  UUID.randomUUID(),
                  "order.placed",
                  new NewMessage.TenantEndpoint(),
                  BODY,
                  null));
        }
      }
      Collections.shuffle(messages, new Random(1));
      for (int sent = 0; sent < messages.size(); sent += GROUP) {
        List<NewMessage> group = messages.subList(sent, Math.min(sent + GROUP, messages.size()));
        Script script = new Script();
        webhooks.send(script, group);
        script.commit(database.jdbi());
      }
      lab.settle(name);
      JobWorker worker =
          new JobWorker(
              database,
              jobs,
              InstantSource.system(),
              webhooks.jobKinds(),
              new Random(),
              metrics,
              WorkerSettings.of(name, true));
      long begun = System.nanoTime();
      worker.start();
      for (CountDownLatch latch : latches) {
        latch.await();
      }
      if (hanging == 0) {
        worker.drain(Duration.ofSeconds(30));
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      worker.drain(Duration.ofMillis(100));
      return (double) count / receivers * (receivers - hanging) / seconds;
    } finally {
      sinks.forEach(HookSink::close);
    }
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
