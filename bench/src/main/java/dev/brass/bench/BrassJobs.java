package dev.brass.bench;

import com.fasterxml.uuid.Generators;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// Our jobs, empty ones, run by one worker.
final class BrassJobs implements AutoCloseable {

  private static final int GROUP = 5_000;
  private static final int CONCURRENCY = 2_000;
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final Lab lab;
  private final String name;
  private final boolean durableAcks;
  private final Database database;

  BrassJobs(Lab lab, String name, int connections, boolean durableAcks) {
    this.lab = lab;
    this.name = name;
    this.durableAcks = durableAcks;
    this.database = Database.open(lab.database(name), connections);
  }

  /// Enqueues jobs, then starts a worker; gives jobs per second, from its start until the last
  /// acknowledgement.
  double round(int count) throws InterruptedException {
    Jobs jobs = new Jobs(database, InstantSource.system());
    UUID tenant = Generators.timeBasedEpochGenerator().generate();
    NewJob job = NewJob.of("empty", tenant, tenant);
    List<NewJob> group = Collections.nCopies(GROUP, job);
    for (int enqueued = 0; enqueued < count; enqueued += GROUP) {
      database.jdbi().useTransaction(handle -> jobs.enqueue(handle, group));
    }
    lab.settle(name);
    CountDownLatch left = new CountDownLatch(count);
    JobKind kind =
        JobKind.of(
                "empty",
                _ -> {
                  left.countDown();
                  return JobResult.done();
                })
            .concurrency(CONCURRENCY)
            .attempts(3)
            .backoff(BACKOFF, BACKOFF);
    WorkerSettings usual = WorkerSettings.of(name, true);
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
            new WorkerSettings(
                usual.name(),
                usual.soleNode(),
                usual.poll(),
                usual.beat(),
                usual.deadAfter(),
                usual.retention(),
                durableAcks));
    long begun = System.nanoTime();
    worker.start();
    left.await();
    worker.drain(Duration.ofSeconds(30));
    return count / ((System.nanoTime() - begun) / 1e9);
  }

  @Override
  public void close() {
    database.close();
  }
}
