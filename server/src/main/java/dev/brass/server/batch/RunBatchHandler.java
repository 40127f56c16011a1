package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Failure;
import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `run-batch` job, one for each batch: carries out its operations until all have ended.
final class RunBatchHandler implements JobHandler {

  static final String KIND = "run-batch";

  private static final Logger LOG = LoggerFactory.getLogger(RunBatchHandler.class);

  /// Failed runs in a row after which the rest of the batch is given up.
  private static final int TRIES = 50;

  private static final Duration AFTER_LOSS = Duration.ofSeconds(1);

  private final RunStore.Tables tables;
  private final Tenants tenants;
  private final OperationCaller calls;
  private final CallSeal seal;
  private final BatchSettings settings;
  private final WorkQuota quota;

  RunBatchHandler(
      RunStore.Tables tables,
      Tenants tenants,
      OperationCaller calls,
      CallSeal seal,
      BatchSettings settings,
      WorkQuota quota) {
    this.tables = tables;
    this.tenants = tenants;
    this.calls = calls;
    this.seal = seal;
    this.settings = settings;
    this.quota = quota;
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    TenantId tenant = new TenantId(job.tenantId());
    RunStore ledger = new RunStore(tables, tenant, new OperationBatchId(job.subject()));
    try {
      Optional<OperationBatch> batch = ledger.start();
      return batch.isEmpty() ? JobResult.done() : run(job, batch.get(), ledger);
    } catch (RunStore.Lost e) {
      return new JobResult.Snooze(AFTER_LOSS);
    }
  }

  @Override
  public JobResult end(Job job, String why) {
    RunStore ledger =
        new RunStore(tables, new TenantId(job.tenantId()), new OperationBatchId(job.subject()));
    ledger.start().ifPresent(batch -> givenUp(batch, ledger));
    return new JobResult.Cancel(why);
  }

  private static void givenUp(OperationBatch batch, RunStore ledger) {
    LOG.error("batch {} could not be carried out", batch.id());
    ledger.callOff(
        batch,
        new Failure(Reason.INTERNAL_ERROR, "This server failed repeatedly to run the batch."));
  }

  private JobResult run(Job job, OperationBatch batch, RunStore ledger)
      throws InterruptedException {
    if (job.attempt() > TRIES) {
      givenUp(batch, ledger);
      return JobResult.done();
    }
    if (batch.isCalledOff()) {
      return calledOff(batch, ledger);
    }
    Authentication holder = tenants.caller(batch.tenant(), batch.request().key(), batch.mode());
    if (!(holder instanceof Caller caller)) {
      ledger.callOff(
          batch,
          new Failure(
              Reason.KEY_REFUSED,
              "It was not carried out: the key that created the batch is no longer valid."));
      return JobResult.done();
    }
    BatchRun run =
        new BatchRun(
            batch,
            caller,
            new OperationRunner(calls, seal, ledger, settings, quota),
            ledger,
            settings.concurrency());
    Duration pause = run.go();
    OperationBatch after = run.batch();
    if (after.state() == OperationBatch.State.COMPLETED) {
      return JobResult.done();
    }
    if (after.isCalledOff()) {
      return calledOff(after, ledger);
    }
    ledger.leave();
    return new JobResult.GoOn(pause);
  }

  private static JobResult calledOff(OperationBatch batch, RunStore ledger) {
    ledger.callOff(
        batch,
        batch.stop().by() == null
            ? new Failure(
                Reason.BATCH_CANCELLED,
                "It was not carried out, because the batch was cancelled before.")
            : new Failure(
                Reason.BATCH_STOPPED,
                "It was not carried out, because operation %d of the batch did not succeed."
                    .formatted(batch.stop().by() + 1)));
    return JobResult.done();
  }
}
