package dev.brass.server.order;

import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;

/// The `erase-account` job: after a managed account was deleted, erases the copies of its log-in
/// that orders keep, as soon as no order in doubt or being tracked needs it. Deleted when none is
/// left.
final class AccountErasingHandler implements JobHandler {

  private static final Duration PAUSE = Duration.ofHours(6);

  private final Jdbi jdbi;
  private final OrderAccountRepository repository;
  private final InstantSource system;

  AccountErasingHandler(Jdbi jdbi, OrderAccountRepository repository, InstantSource system) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) {
    boolean left =
        jdbi.inTransaction(
            handle ->
                repository.erase(
                    handle,
                    new TenantId(job.tenantId()),
                    job.subject(),
                    system.instant().minus(TrackingPace.GIVES_UP_AFTER)));
    return left ? new JobResult.Snooze(PAUSE) : JobResult.done();
  }

  @Override
  public JobResult end(Job job, String why) {
    jdbi.useTransaction(
        handle -> repository.eraseAll(handle, new TenantId(job.tenantId()), job.subject()));
    return JobResult.done();
  }
}
