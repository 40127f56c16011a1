package dev.brass.server.bulk;

import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.entry.CellText;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.mail.Mails;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderOutcome;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The facade of bulk uploads. Thread-safe.
///
/// A batch and its unchanged table are one commit; when [#create] returns, they are on disk. The
/// job creates rows from the table in one transaction, then places them in groups, each row under a
/// key that allows at most one order, and commits the results group by group. A crash at any point,
/// and a job that runs twice, therefore place nothing twice.
public final class Bulks {

  /// The word in mappings for a column that is only carried along.
  public static final String PASSTHROUGH = TablePlan.PASSTHROUGH;

  private static final List<String> CONCEPTS = listConcepts();
  private static final int PAGE = 500;
  private static final int ORDERS_AT_ONCE = 200;
  private static final int LARGEST_LIST = 200;

  private final Jdbi jdbi;
  private final Jobs jobs;
  private final Orders orders;
  private final Wallets wallets;
  private final RowIntake intake;
  private final Mails mails;
  private final Tenants tenants;
  private final BulkSettings settings;
  private final InstantSource system;
  private final BulkRepository repository;
  private final RowExpansion unfolding;
  private final FormerOrders former;
  private final Retries retries;
  private final OutcomeRepository outcomeRows = new OutcomeRepository();
  private final UploadOutcomes outcomes;

  /// Wires the feature.
  public Bulks(
      Jdbi jdbi,
      Sealer sealer,
      Jobs jobs,
      Orders orders,
      Wallets wallets,
      OrderIntake orderIntake,
      Mails mails,
      Tenants tenants,
      BulkSettings settings,
      InstantSource system) {
    this.jdbi = jdbi;
    this.jobs = jobs;
    this.orders = orders;
    this.wallets = wallets;
    this.intake = RowIntake.of(orderIntake);
    this.mails = mails;
    this.tenants = tenants;
    this.settings = settings;
    this.system = system;
    PersonalData personal = new PersonalData(sealer);
    this.repository = new BulkRepository(personal);
    this.former = new FormerOrders(jdbi, orders, settings.phone());
    this.retries = new Retries(orders);
    this.outcomes = new UploadOutcomes(jdbi, outcomeRows, orders);
    this.unfolding =
        new RowExpansion(
            repository, new SheetRepository(personal), intake, former, settings.phone());
  }

  /// The job kinds that a worker needs to process batches.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(
                BulkPlacingHandler.KIND,
                new BulkPlacingHandler(
                    jdbi,
                    repository,
                    unfolding,
                    former,
                    retries,
                    orders,
                    intake,
                    settings.phone(),
                    system))
            .concurrency(4)
            .backoff(Duration.ofSeconds(1), Duration.ofMinutes(1))
            .ending(
                JobEnd.within(
                    Duration.ofDays(366),
                    "Every row is an order or refused, or the upload is paused or"
                        + " cancelled; after 50 failures in a row it is given up until its tenant"
                        + " resumes it.",
                    "The upload fails; its tenant may resume it.")),
        JobKind.of(
                CompletionHandler.KIND,
                new CompletionHandler(
                    jdbi,
                    repository,
                    (batch, to) -> rows(batch, null, to),
                    jobs,
                    mails,
                    tenants,
                    system))
            .concurrency(2)
            .backoff(Duration.ofSeconds(1), Duration.ofMinutes(10))
            .ending(
                JobEnd.discarded(
                    Duration.ofDays(91),
                    "The upload was reported, or its orders had not ended after"
                        + " 60 days.",
                    "its mail contains only facts that the upload itself shows.")));
  }

  /// The most rows of an upload.
  public int mostRows() {
    return settings.mostRows();
  }

  /// Reads a file as people save them, in any encoding and with any delimiter.
  ///
  /// @param declared the encoding that the client declares; null for none
  /// @throws BadSheet when it is not a table, has no rows, or too many
  public Sheet read(byte[] file, @Nullable Charset declared) {
    return SheetReader.read(file, declared, settings.mostRows());
  }

  /// The bytes of memory that a file needs in addition to its own size while it is read: the
  /// unpacked size that a workbook declares, which the reader enforces; 0 for other files.
  ///
  /// @throws BadSheet when it is a workbook that is damaged, or too large
  public static int unpacked(byte[] file) {
    return SheetReader.isWorkbook(file) ? WorkbookGuard.unpacked(file) : 0;
  }

  /// Puts a cell that the client has parsed into a row without overwriting another one.
  ///
  /// @param column its number, from 0
  public static void put(Map<String, String> cells, int column, String heading, String text) {
    String plain = CellText.line(heading);
    String name = plain.isEmpty() ? Unnamed.heading(column) : plain;
    for (int i = 2; cells.putIfAbsent(name, text) != null; i++) {
      name = plain + " (" + i + ")";
    }
  }

  /// The words of mappings: the concepts of columns, and [#PASSTHROUGH].
  public static List<String> concepts() {
    return CONCEPTS;
  }

  private static List<String> listConcepts() {
    List<String> concepts = new ArrayList<>();
    for (Column column : Column.values()) {
      concepts.add(column.heading());
    }
    concepts.add(PASSTHROUGH);
    return List.copyOf(concepts);
  }

  /// Checks that a table can be read with the client's options.
  ///
  /// @throws BadSheet when it cannot
  public void check(Sheet sheet) {
    List<String> headings = sheet.headings();
    for (String mapped : sheet.wishes().mapping().keySet()) {
      String name = Vocabulary.squeezed(mapped);
      if (headings.stream().noneMatch(heading -> Vocabulary.squeezed(heading).equals(name))) {
        throw new BadSheet("there is no column '" + mapped + "', which the mapping names");
      }
    }
    unfolding.orders(sheet);
  }

  /// Previews the creation of a batch. Changes nothing.
  public Assessment assess(TenantId tenant, Mode mode, Sheet sheet) {
    RowValidator judge = new RowValidator(intake, tenant, mode);
    List<Assessment.Row> rows = new ArrayList<>();
    long fee = wallets.settings().orderFee().minor();
    long total = 0;
    long held = 0;
    for (RowReading row : unfolding.readings(sheet)) {
      List<String> errors = new ArrayList<>(judge.misread(row));
      RowIntake.Verdict verdict = judge.verdict(row);
      errors.addAll(RowValidator.refused(row, verdict));
      if (errors.isEmpty() && verdict instanceof RowIntake.Verdict.Passed passed) {
        total += row.maxPrice() + fee;
        held += orders.held(passed.spec(), mode, Payer.CURRENT).minor();
      }
      rows.add(assessed(row, errors));
    }
    long balance = wallets.balance(tenant, mode).available().minor();
    boolean later = !wallets.settings().prepaid();
    return new Assessment(
        rows,
        sheet.source(),
        unfolding.columns(sheet),
        total,
        balance,
        held == 0 || held <= balance,
        later);
  }

  private static Assessment.Row assessed(RowReading row, List<String> errors) {
    return new Assessment.Row(
        row.index(),
        row.places().number(),
        errors,
        row.notes(),
        row.productUrls(),
        row.quantities(),
        row.recipient(),
        row.destination(),
        row.maxPrice(),
        row.credentialsId(),
        row.passthrough());
  }

  /// Commits a batch, whose rows are placed from then on.
  public Upload create(
      TenantId tenant, Mode mode, Sheet sheet, @Nullable String filename, boolean notify) {
    Instant now = system.instant();
    Upload batch =
        new Upload(
            tenant,
            new UploadId(Ids.next()),
            mode,
            Upload.State.PENDING,
            filename,
            unfolding.orders(sheet),
            0,
            0,
            notify,
            null,
            null,
            null,
            sheet.source(),
            now,
            now);
    WriteBatch writes = new WriteBatch();
    repository.insert(writes, batch);
    unfolding.sheets().insert(writes, batch, sheet);
    jobs.enqueue(writes, List.of(job(batch)));
    if (notify && mails.isOn()) {
      jobs.enqueue(writes, List.of(CompletionHandler.job(batch)));
    }
    // A table can be large.
    Database.patient(jdbi).useTransaction(writes::run);
    jobs.wake();
    return batch;
  }

  private static NewJob job(Upload batch) {
    return NewJob.of(BulkPlacingHandler.KIND, batch.tenant().value(), batch.id().value())
        .lane("bulk " + batch.id())
        .in(JobScope.test(batch.mode() == Mode.TEST));
  }

  /// A batch, if it belongs to this tenant in this mode.
  public Optional<Upload> get(TenantId tenant, Mode mode, UploadId id) {
    return jdbi.withHandle(handle -> repository.get(handle, tenant, id))
        .filter(batch -> batch.mode() == mode);
  }

  /// The number of a tenant's batches.
  public long count(TenantId tenant, Mode mode) {
    return jdbi.withHandle(handle -> repository.count(handle, tenant, mode));
  }

  /// A tenant's batches, newest first.
  ///
  /// @param limit at most 200
  public List<Upload> list(TenantId tenant, Mode mode, int limit, int offset) {
    return jdbi.withHandle(
        handle -> repository.list(handle, tenant, mode, Math.min(limit, LARGEST_LIST), offset));
  }

  /// Passes on the rows of a batch, in order, with the current state of their orders.
  ///
  /// @param status null for rows of any status
  public void rows(Upload batch, UploadRow.@Nullable Status status, Consumer<UploadRow> to) {
    Optional<List<UploadRow>> folded = jdbi.withHandle(handle -> unfolding.folded(handle, batch));
    if (folded.isPresent()) {
      folded.get().stream().filter(row -> status == null || row.status() == status).forEach(to);
      return;
    }
    int after = -1;
    for (boolean more = true; more; ) {
      int last = after;
      List<UploadRow> page =
          jdbi.withHandle(
              handle -> repository.rows(handle, batch.tenant(), batch.id(), status, last, PAGE));
      List<OrderId> placed = page.stream().map(UploadRow::order).filter(Objects::nonNull).toList();
      Map<OrderId, OrderOutcome.Standing> standings =
          placed.isEmpty() ? Map.of() : orders.standings(batch.tenant(), placed);
      page.forEach(
          row -> to.accept(row.order() == null ? row : row.with(standings.get(row.order()))));
      more = page.size() == PAGE;
      after = page.isEmpty() ? after : page.getLast().index();
    }
  }

  /// Passes on the rows of a batch, in order, with their full orders.
  void rowsWithOrders(Upload batch, BiConsumer<UploadRow, @Nullable Order> to) {
    List<UploadRow> page = new ArrayList<>();
    rows(
        batch,
        null,
        row -> {
          page.add(row);
          if (page.size() == ORDERS_AT_ONCE) {
            give(batch, page, to);
          }
        });
    give(batch, page, to);
  }

  private void give(Upload batch, List<UploadRow> page, BiConsumer<UploadRow, @Nullable Order> to) {
    List<OrderId> placed = page.stream().map(UploadRow::order).filter(Objects::nonNull).toList();
    Map<OrderId, Order> whole = placed.isEmpty() ? Map.of() : orders.all(batch.tenant(), placed);
    page.forEach(row -> to.accept(row, row.order() == null ? null : whole.get(row.order())));
    page.clear();
  }

  /// The outcomes of the rows of a batch. All outcomes are included; the counts add up to the rows.
  public Map<OrderOutcome, Integer> outcomes(Upload batch) {
    return outcomes.of(batch);
  }

  /// Retries the orders of a batch for which nothing can have been bought, and rows that lacked
  /// funds. Each is retried once, however often this is called; orders for which something may have
  /// been bought are not retried.
  ///
  /// @param limit receives the number of rows to place again; if it throws, none is
  /// @return the updated batch, and the number of rows to place again
  public Retried retry(Upload batch, IntConsumer limit) {
    List<OrderId> failed = outcomes.surelyFailed(batch, retries);
    Retried retried =
        Database.patient(jdbi)
            .inTransaction(
                handle -> {
                  Upload now = repository.lock(handle, batch.tenant(), batch.id()).orElseThrow();
                  if (now.pausedAt() != null || now.state() == Upload.State.FAILED) {
                    return new Retried(now, 0);
                  }
                  int rows =
                      outcomeRows.retry(handle, now.tenant(), now.id(), failed, system.instant());
                  Upload after = repository.get(handle, now.tenant(), now.id()).orElseThrow();
                  if (rows > 0) {
                    limit.accept(rows);
                    jobs.enqueue(handle, retrying(after));
                  }
                  return new Retried(after, rows);
                });
    jobs.wake();
    return retried;
  }

  private List<NewJob> retrying(Upload batch) {
    return batch.notifyOnComplete() && mails.isOn()
        ? List.of(job(batch), CompletionHandler.job(batch))
        : List.of(job(batch));
  }

  /// A batch after a retry.
  ///
  /// @param rows number of rows to place again
  public record Retried(Upload batch, int rows) {}

  /// The names of a batch's unknown columns, in column order.
  public List<String> passthroughNames(Upload batch) {
    return jdbi.withHandle(
        handle ->
            unfolding
                .folded(handle, batch)
                .map(RowExpansion::passthroughNames)
                .orElseGet(() -> repository.passthroughNames(handle, batch.tenant(), batch.id())));
  }

  /// Stops placing rows until [#resume]; does nothing for a batch that has ended.
  ///
  /// @return the updated batch
  public Upload pause(Upload batch) {
    return change(
        batch,
        now -> now.isRunning() ? now.with(now.state(), system.instant(), system.instant()) : now);
  }

  /// Continues a paused batch, or one that could not be processed; does nothing for others.
  ///
  /// @return the updated batch
  public Upload resume(Upload batch) {
    Upload after =
        change(
            batch,
            now ->
                now.pausedAt() == null && now.state() != Upload.State.FAILED
                    ? now
                    : now.with(
                        now.placed() + now.failed() == 0
                            ? Upload.State.PENDING
                            : Upload.State.PROCESSING,
                        null,
                        system.instant()));
    jobs.wake();
    return after;
  }

  /// Waits while the rows of the table are being created, which may be thousands.
  private Upload change(Upload batch, Function<Upload, Upload> change) {
    return Database.patient(jdbi)
        .inTransaction(
            handle -> {
              Upload now = repository.lock(handle, batch.tenant(), batch.id()).orElseThrow();
              Upload after = change.apply(now);
              if (!after.equals(now)) {
                repository.update(handle, after);
                if (after.isRunning()) {
                  // The earlier job may have ended, or be about to.
                  jobs.enqueue(handle, List.of(job(after)));
                }
              }
              return after;
            });
  }

  /// Cancels all rows that are not placed yet; does nothing for a batch whose rows are all placed
  /// or failed. Placed orders remain.
  ///
  /// @return the updated batch
  public Upload cancel(Upload batch) {
    return Database.patient(jdbi)
        .inTransaction(
            handle -> {
              Upload now = repository.lock(handle, batch.tenant(), batch.id()).orElseThrow();
              if (now.state() == Upload.State.COMPLETED) {
                return now;
              }
              unfolding.unfold(handle, now);
              repository.callOff(handle, now.tenant(), now.id(), system.instant());
              return repository.get(handle, now.tenant(), now.id()).orElseThrow();
            });
  }
}
