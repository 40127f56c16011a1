package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.job.JobFilter;
import dev.brass.server.job.JobState;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoredJob;
import dev.brass.server.secret.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/admin/jobs`.
final class JobEndpoints {

  private final Jobs jobs;
  private final TenantPaths tenants;

  JobEndpoints(Jobs jobs, TenantPaths tenants) {
    this.jobs = jobs;
    this.tenants = tenants;
  }

  /// A job on the wire.
  ///
  /// @param subject the order or the message that the job is about
  /// @param lane shared with jobs that must not run at the same time; null for none
  record Wire(
      UUID id,
      UUID tenantId,
      String kind,
      UUID subject,
      @Nullable String lane,
      String state,
      Instant dueAt,
      int attempt,
      @Nullable UUID node,
      @Nullable String error,
      Instant enqueuedAt,
      @Nullable Instant finishedAt) {

    static Wire of(StoredJob job) {
      return new Wire(
          job.id(),
          job.tenantId(),
          job.kind(),
          job.subject(),
          job.lane(),
          job.state().name().toLowerCase(Locale.ROOT),
          job.dueAt(),
          job.attempt(),
          job.node(),
          job.error() == null ? null : Redaction.of(job.error()),
          job.enqueuedAt(),
          job.finishedAt());
    }
  }

  /// `GET` with the filters `state`, `kind` and `tenant`: jobs in the order in which they were
  /// enqueued.
  Reply list(ApiRequest request) {
    Page page = Page.of(request);
    String state = Page.text(request, "state");
    String tenant = Page.text(request, "tenant");
    JobFilter filter =
        new JobFilter(
            tenant == null ? null : tenants.tenant(tenant).id().value(),
            Page.text(request, "kind"),
            state == null ? null : Page.word("state", state, JobState.values()));
    List<StoredJob> found = jobs.list(filter, page.afterId(), page.limit() + 1);
    return AdminJson.page(
        "jobs",
        found.stream().limit(page.limit()).map(Wire::of).toList(),
        page.next(found, StoredJob::id));
  }

  /// `POST …/retry`: gives a discarded, cancelled or set-aside job all its attempts again.
  Reply retry(ApiRequest request) {
    UUID id = Page.uuid(request.pathValue("id"), "id");
    if (!jobs.retry(id)) {
      throw AdminProblem.notFound("discarded, cancelled or set aside job", id);
    }
    return Reply.empty(204);
  }

  /// `DELETE`: deletes a discarded, cancelled or set-aside job.
  Reply delete(ApiRequest request) {
    UUID id = Page.uuid(request.pathValue("id"), "id");
    if (!jobs.delete(id)) {
      throw AdminProblem.notFound("discarded, cancelled or set aside job", id);
    }
    return Reply.empty(204);
  }
}
