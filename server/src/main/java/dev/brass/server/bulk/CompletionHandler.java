package dev.brass.server.bulk;

import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.mail.Mails;
import dev.brass.server.mail.NewMail;
import dev.brass.server.mail.OneLine;
import dev.brass.server.mail.Topic;
import dev.brass.server.order.OrderOutcome;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/// The `report-bulk` job: checks at intervals whether every order of a batch has ended, and then
/// mails its tenant. The mail, the batch's `notified_at` and the end of the job are one commit; *a
/// crash before it* leaves a job that checks again.
final class CompletionHandler implements JobHandler {

  static final String KIND = "report-bulk";

  private static final int MOST_CAUSES = 10;
  private static final int LONGEST_NAME = 80;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// By then every order has ended; a batch that is paused for longer is not reported.
  private static final Duration GIVES_UP_AFTER = Duration.ofDays(60);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  private final Jdbi jdbi;
  private final BulkRepository repository;
  private final BiConsumer<Upload, Consumer<UploadRow>> rows;
  private final Jobs jobs;
  private final Mails mails;
  private final Tenants tenants;
  private final InstantSource system;

  /// Creates the handler.
  ///
  /// @param rows passes on all rows of a batch with the state of their orders
  CompletionHandler(
      Jdbi jdbi,
      BulkRepository repository,
      BiConsumer<Upload, Consumer<UploadRow>> rows,
      Jobs jobs,
      Mails mails,
      Tenants tenants,
      InstantSource system) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.rows = rows;
    this.jobs = jobs;
    this.mails = mails;
    this.tenants = tenants;
    this.system = system;
  }

  /// The outcomes of the rows, and the reasons why some were not bought.
  private record Tally(Map<OrderOutcome, Integer> counts, List<RowCauses.Cause> causes) {
    int of(OrderOutcome outcome) {
      return counts.getOrDefault(outcome, 0);
    }
  }

  static NewJob job(Upload batch) {
    return NewJob.of(KIND, batch.tenant().value(), batch.id().value())
        .after(SHORTEST)
        .in(JobScope.test(batch.mode() == Mode.TEST));
  }

  @Override
  public JobResult run(Job job) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<Upload> found =
        jdbi.withHandle(handle -> repository.get(handle, tenant, new UploadId(job.subject())));
    if (found.isEmpty() || found.get().notifiedAt() != null || !mails.isOn()) {
      return JobResult.done();
    }
    Upload batch = found.get();
    Duration age = Duration.between(batch.createdAt(), system.instant());
    if (age.compareTo(GIVES_UP_AFTER) > 0) {
      return new JobResult.Cancel("the batch had not ended within " + GIVES_UP_AFTER);
    }
    Optional<Tally> tally =
        batch.state() == Upload.State.COMPLETED ? tally(batch) : Optional.empty();
    return tally.isPresent() ? report(job, batch, tally.get()) : later(age);
  }

  /// Long batches are checked less often: the delay is at most a twentieth of their age.
  private static JobResult later(Duration age) {
    Duration pause = age.dividedBy(20);
    Duration atLeast = pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
    return new JobResult.GoOn(atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast);
  }

  /// Empty while an order has not ended.
  private Optional<Tally> tally(Upload batch) {
    Map<OrderOutcome, Integer> counts = new EnumMap<>(OrderOutcome.class);
    RowCauses causes = new RowCauses();
    boolean[] over = {true};
    rows.accept(
        batch,
        row -> {
          counts.merge(row.outcome(), 1, Integer::sum);
          causes.add(row);
          over[0] &= row.standing() == null || row.standing().isFinal();
        });
    return over[0] ? Optional.of(new Tally(counts, causes.most(MOST_CAUSES))) : Optional.empty();
  }

  private JobResult report(Job job, Upload batch, Tally tally) {
    Optional<String> address = tenants.get(batch.tenant()).map(Tenant::email);
    if (address.isEmpty()) {
      return JobResult.done();
    }
    NewMail mail = mail(batch, tally, address.get());
    jdbi.useTransaction(
        handle -> {
          WriteBatch writes = new WriteBatch();
          if (repository.notified(handle, batch.tenant(), batch.id(), system.instant())) {
            mails.send(writes, List.of(mail));
          }
          jobs.settle(writes, List.of(job));
          writes.run(handle);
        });
    return JobResult.done();
  }

  private NewMail mail(Upload batch, Tally tally, String address) {
    String name = batch.filename() == null ? "" : OneLine.of(batch.filename(), LONGEST_NAME);
    String heading = "Your bulk upload is complete";
    String what = name.isEmpty() ? "your upload" : name;
    String lead =
        batch.rows() == 1
            ? "The 1 row of " + what + " is finished."
            : "All " + batch.rows() + " rows of " + what + " are finished.";
    return mails.write(
        batch.tenant(),
        batch.id().value(),
        Topic.BULK_COMPLETE,
        address,
        batch.mode() == Mode.TEST,
        name.isEmpty() ? heading : heading + ": " + name,
        Map.of(
            "heading",
            heading,
            "lead",
            lead,
            "preheader",
            "%d ordered, %d failed, %d cancelled, %d in doubt."
                .formatted(
                    tally.of(OrderOutcome.BOUGHT),
                    tally.of(OrderOutcome.FAILED),
                    tally.of(OrderOutcome.CANCELLED),
                    tally.of(OrderOutcome.IN_DOUBT)),
            "counts",
            List.of(
                Map.of("name", "ordered", "number", tally.of(OrderOutcome.BOUGHT)),
                Map.of("name", "failed", "number", tally.of(OrderOutcome.FAILED)),
                Map.of("name", "cancelled", "number", tally.of(OrderOutcome.CANCELLED)),
                Map.of("name", "in doubt", "number", tally.of(OrderOutcome.IN_DOUBT))),
            "causes",
            tally.causes().stream()
                .map(cause -> Map.of("rows", cause.rows(), "why", cause.why()))
                .toList(),
            "results",
            mails.url("/orders/bulk/" + batch.id() + "/results.csv"),
            "uploaded",
            time(batch.createdAt()),
            "reason",
            "You receive this because a report was requested for this upload."));
  }

  private static String time(Instant at) {
    return at.atOffset(ZoneOffset.UTC).format(TIME);
  }
}
