package dev.brass.server.batch;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/// All that can be done with batches of operations. Thread-safe.
///
/// A batch, its operations and its job are one commit. The job carries operations out by an
/// [OperationCaller], under the rights of the key that created the batch, and commits group by
/// group what became of them.
public final class Batches {

  private static final int RUNS_AT_ONCE = 16;
  private static final int PAGE = 200;

  private final Parts parts;
  private final Tenants tenants;
  private final OperationCaller calls;
  private final WorkQuota quota;
  private final StandingJob cleaning;

  /// What its classes share.
  record Parts(
      Jdbi jdbi,
      BatchRepository batches,
      OperationRepository operations,
      RunStore.Tables tables,
      Jobs jobs,
      CallSeal seal,
      BatchSettings settings,
      InstantSource clock) {}

  /// The feature, wired.
  ///
  /// @param listeners who is told when a batch is finished
  /// @param quota of the memory that operations take
  public Batches(
      Database database,
      Jobs jobs,
      Sealer sealer,
      Tenants tenants,
      Webhooks webhooks,
      List<BatchListener> listeners,
      OperationCaller calls,
      BatchSettings settings,
      WorkQuota quota,
      InstantSource clock) {
    this.quota = quota;
    this.tenants = tenants;
    this.calls = calls;
    this.cleaning = new StandingJob(database, jobs, OldBatches.KIND);
    BatchRepository batches = new BatchRepository();
    PersonalData personal = new PersonalData(sealer);
    this.parts =
        new Parts(
            database.jdbi(),
            batches,
            new OperationRepository(personal),
            new RunStore.Tables(
                database,
                batches,
                new RunRepository(personal),
                webhooks,
                List.copyOf(listeners),
                clock),
            jobs,
            new CallSeal(sealer),
            settings,
            clock);
  }

  /// The kinds of jobs that a worker must know to move batches on.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(
                RunBatchHandler.KIND,
                new RunBatchHandler(
                    parts.tables(), tenants, calls, parts.seal(), parts.settings(), quota))
            .concurrency(RUNS_AT_ONCE)
            .backoff(Duration.ofMillis(500), Duration.ofMinutes(1))
            .ending(
                JobEnd.within(
                    Duration.ofDays(31),
                    "Every operation has ended. One that this server fails at is tried"
                        + " ten times; after 50 runs in a row that failed the rest is given up.",
                    "What has not ended fails with `internal_error`.")),
        JobKind.of(OldBatches.KIND, new OldBatches(parts, cleaning))
            .attempts(Integer.MAX_VALUE)
            .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
            .ending(JobEnd.standing("Deletes old batches every hour.")));
  }

  /// Begins what goes on by itself: the deletion of old batches. Call it once, at any time.
  public void start() {
    cleaning.start();
  }

  RunStore.Tables tables() {
    return parts.tables();
  }

  /// The most operations of a batch.
  public int mostOperations() {
    return parts.settings().mostOperations();
  }

  /// Begins to take a batch in.
  public BatchIntake take(BatchIntake.Wish wish) {
    return new BatchIntake(parts, wish);
  }

  /// A batch, if it is this tenant's in this mode.
  public Optional<OperationBatch> get(TenantId tenant, Mode mode, OperationBatchId id) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.batches().get(handle, tenant, id))
        .filter(batch -> batch.mode() == mode);
  }

  /// The batch of an operation; empty when it was deleted meanwhile.
  public Optional<OperationBatch> of(Operation operation) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.batches().get(handle, operation.tenant(), operation.batch()));
  }

  /// A tenant's batches.
  public List<OperationBatch> list(
      TenantId tenant, Mode mode, BatchFilter filter, int limit, long offset) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.batches().list(handle, tenant, mode, filter, limit, offset));
  }

  /// How many batches of a tenant match.
  public long count(TenantId tenant, Mode mode, BatchFilter filter) {
    return parts.jdbi().withHandle(handle -> parts.batches().count(handle, tenant, mode, filter));
  }

  /// An operation, if it is this tenant's in this mode.
  public Optional<Operation> operation(TenantId tenant, Mode mode, UUID id) {
    return parts.jdbi().withHandle(handle -> parts.operations().get(handle, tenant, mode, id));
  }

  /// A tenant's operations; fewer than the limit where they are large.
  public List<Operation> operations(
      TenantId tenant, Mode mode, BatchFilter filter, int limit, long offset) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.operations().list(handle, tenant, mode, filter, limit, offset));
  }

  /// A walk through a tenant's operations, page by page; an empty page is the end.
  public Supplier<List<Operation>> walk(
      TenantId tenant, Mode mode, BatchFilter filter, int limit, long offset) {
    return new Supplier<>() {
      private int seen;

      @Override
      public List<Operation> get() {
        List<Operation> page =
            seen < limit
                ? operations(tenant, mode, filter, limit - seen, offset + seen)
                : List.of();
        seen = page.isEmpty() ? limit : seen + page.size();
        return page;
      }
    };
  }

  /// How many operations of a tenant match.
  public long countOperations(TenantId tenant, Mode mode, BatchFilter filter) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.operations().count(handle, tenant, mode, filter));
  }

  /// The first operations of a batch, in their order; fewer where they are large.
  public List<Operation> first(OperationBatch batch, int limit) {
    return parts.jdbi().withHandle(handle -> parts.operations().page(handle, batch, -1, limit));
  }

  /// Gives all operations of a batch, in their order.
  public void operations(OperationBatch batch, Consumer<Operation> to) {
    int after = -1;
    for (boolean more = true; more; ) {
      int last = after;
      List<Operation> page =
          parts.jdbi().withHandle(handle -> parts.operations().page(handle, batch, last, PAGE));
      page.forEach(to);
      more = !page.isEmpty();
      after = page.isEmpty() ? after : page.getLast().position();
    }
  }

  /// Calls off all operations that have not begun; nothing for a batch that is finished. Those
  /// under way come to their end.
  ///
  /// @return the batch as it then is; empty when it was deleted meanwhile
  public Optional<OperationBatch> cancel(OperationBatch batch) {
    Optional<OperationBatch> after =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  parts
                      .batches()
                      .cancel(handle, batch.tenant(), batch.id(), parts.clock().instant());
                  return parts.batches().get(handle, batch.tenant(), batch.id());
                });
    parts.jobs().wake();
    return after;
  }
}
