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

/// The facade of batches of operations. Thread-safe.
///
/// A batch, its operations and its job are one commit. The job carries out the operations through
/// an [OperationCaller], with the rights of the key that created the batch, and commits their
/// results group by group.
public final class Batches {

  private static final int RUNS_AT_ONCE = 16;
  private static final int PAGE = 200;

  private final Parts parts;
  private final Tenants tenants;
  private final OperationCaller calls;
  private final WorkQuota quota;
  private final StandingJob cleaning;

  /// The dependencies that the classes of this feature share.
  record Parts(
      Jdbi jdbi,
      BatchRepository batches,
      OperationRepository operations,
      RunStore.Tables tables,
      Jobs jobs,
      CallSeal seal,
      BatchSettings settings,
      InstantSource clock) {}

  /// Wires the feature.
  ///
  /// @param listeners called when a batch is finished
  /// @param quota for the memory of operations
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

  /// The job kinds that a worker needs to run batches.
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
                    "Every operation has ended. If this server fails, an operation is tried"
                        + " ten times; after 50 failed runs in a row the rest is given up.",
                    "All remaining operations fail with `internal_error`.")),
        JobKind.of(OldBatches.KIND, new OldBatches(parts, cleaning))
            .attempts(Integer.MAX_VALUE)
            .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
            .ending(JobEnd.standing("Deletes old batches every hour.")));
  }

  /// Starts the recurring work: the deletion of old batches. Call it once, at any time.
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

  /// Begins the submission of a batch.
  public BatchIntake take(BatchIntake.Wish wish) {
    return new BatchIntake(parts, wish);
  }

  /// A batch, if it belongs to this tenant in this mode.
  public Optional<OperationBatch> get(TenantId tenant, Mode mode, OperationBatchId id) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.batches().get(handle, tenant, id))
        .filter(batch -> batch.mode() == mode);
  }

  /// The batch of an operation; empty when it has been deleted.
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

  /// The number of a tenant's matching batches.
  public long count(TenantId tenant, Mode mode, BatchFilter filter) {
    return parts.jdbi().withHandle(handle -> parts.batches().count(handle, tenant, mode, filter));
  }

  /// An operation, if it belongs to this tenant in this mode.
  public Optional<Operation> operation(TenantId tenant, Mode mode, UUID id) {
    return parts.jdbi().withHandle(handle -> parts.operations().get(handle, tenant, mode, id));
  }

  /// A tenant's operations; fewer than the limit when they are large.
  public List<Operation> operations(
      TenantId tenant, Mode mode, BatchFilter filter, int limit, long offset) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.operations().list(handle, tenant, mode, filter, limit, offset));
  }

  /// An iterator over a tenant's operations, page by page; an empty page is the end.
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

  /// The number of a tenant's matching operations.
  public long countOperations(TenantId tenant, Mode mode, BatchFilter filter) {
    return parts
        .jdbi()
        .withHandle(handle -> parts.operations().count(handle, tenant, mode, filter));
  }

  /// The first operations of a batch, in order; fewer when they are large.
  public List<Operation> first(OperationBatch batch, int limit) {
    return parts.jdbi().withHandle(handle -> parts.operations().page(handle, batch, -1, limit));
  }

  /// Passes on all operations of a batch, in order.
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

  /// Cancels all operations that have not begun; does nothing for a finished batch. Running
  /// operations continue to their end.
  ///
  /// @return the updated batch; empty when it has been deleted
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
