package dev.brass.server.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.health.Health;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobClass;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.TenantKind;
import dev.brass.server.tenant.Tenants;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a claim moves and an end deletes is told for every table that there is: whoever adds one
/// decides it in [TenantDataRepository].
class TenantDataRepositoryTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perClass();

  @Test
  void everyTableOfTenantsIsToldOf() {
    List<String> tables =
        database
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select table_name::text from information_schema.columns
                            where column_name = 'tenant_id' and table_schema = 'public'
                            """)
                        .mapTo(String.class)
                        .list());

    assertThat(TenantDataRepository.known()).containsExactlyInAnyOrderElementsOf(tables);
  }

  /// Until it is claimed, a sandbox shares the turns of all sandboxes; then its jobs come in the
  /// turns of its owner's tests, those that wait already included.
  @Test
  void theJobsOfAClaimedSandboxLeaveTheQueueOfAllSandboxes() {
    TenantId sandbox = tenant(TenantKind.SANDBOX);
    TenantId owner = tenant(TenantKind.ACCOUNT);
    List<Job> ran = new CopyOnWriteArrayList<>();
    Jobs jobs = new Jobs(database.database(), InstantSource.system());
    database
        .database()
        .jdbi()
        .useTransaction(
            handle -> {
              jobs.enqueue(handle, List.of(job(sandbox, null), job(sandbox, "log-in")));
              jobs.enqueue(handle, List.of(job(owner, null)));
            });
    assertThat(queues(sandbox))
        .containsExactly(new Queue(2, new UUID(0, 0)), new Queue(2, new UUID(0, 0)));
    assertThat(queues(owner)).containsExactly(new Queue(3, owner.value()));

    TenantDataRepository data = new TenantDataRepository();
    database
        .database()
        .jdbi()
        .useTransaction(
            handle -> {
              assertThat(data.holdStill(handle, sandbox)).isTrue();
              data.move(handle, sandbox, owner, NOTHING_SEALED);
            });

    assertThat(queues(sandbox)).isEmpty();
    assertThat(queues(owner)).hasSize(3).containsOnly(new Queue(3, owner.value()));
    JobKind kind =
        JobKind.of(
                "test-job",
                job -> {
                  ran.add(job);
                  return JobResult.done();
                })
            .concurrency(5)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    JobWorker worker =
        new JobWorker(
            database.database(),
            jobs,
            InstantSource.system(),
            List.of(kind),
            StoreLimits.of(Set.of()),
            RandomGenerator.getDefault(),
            new SimpleMeterRegistry(),
            new Health(),
            WorkerSettings.of("test", true));
    worker.start();
    try {
      await().until(() -> ran.size() == 3);
    } finally {
      worker.drain(Duration.ofSeconds(2));
    }
    assertThat(ran)
        .allMatch(job -> job.tenantId().equals(owner.value()))
        .allMatch(job -> job.scope().jobClass() == JobClass.TEST);
  }

  /// A queue as the table of jobs has it.
  private record Queue(int jobClass, UUID share) {}

  private static List<Queue> queues(TenantId tenant) {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select class, share from job where tenant_id = :tenant")
                    .bind("tenant", tenant.value())
                    .map(
                        (row, _) ->
                            new Queue(row.getInt("class"), row.getObject("share", UUID.class)))
                    .list());
  }

  private static TenantId tenant(TenantKind kind) {
    try (Tenants tenants = new Tenants(database.database(), InstantSource.system())) {
      return tenants.create("tenant-" + UUID.randomUUID(), kind).orElseThrow().id();
    }
  }

  private static NewJob job(TenantId tenant, @Nullable String lane) {
    return NewJob.of("test-job", tenant.value(), UUID.randomUUID())
        .lane(lane)
        .in(JobScope.test(true));
  }

  private static final Sealer NOTHING_SEALED =
      new Sealer() {
        @Override
        public byte[] seal(TenantId tenant, String purpose, byte[] plain) {
          throw new AssertionError("this tenant has no secrets");
        }

        @Override
        public byte[] open(TenantId tenant, String purpose, byte[] sealed) {
          throw new AssertionError("this tenant has no secrets");
        }
      };
}
