package dev.brass.server.bulk;

import dev.brass.server.bulk.BulkRepository.PendingRow;
import dev.brass.server.bulk.BulkRepository.Settled;
import dev.brass.server.bulk.RowIntake.Verdict;
import dev.brass.server.db.Database;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `place-bulk` job: creates the rows of a batch from its table, then submits them group by
/// group. *A crash here* leaves the table, or pending rows whose orders may exist already;
/// submitting them again finds these orders by the keys of the rows.
final class BulkPlacingHandler implements JobHandler {

  static final String KIND = "place-bulk";

  private static final Logger LOG = LoggerFactory.getLogger(BulkPlacingHandler.class);

  /// The number of orders that the engine commits at once.
  private static final int GROUP = 500;

  /// Failed runs in a row after which the batch is given up until its tenant resumes it.
  private static final int TRIES = 50;

  /// The duration of one run, so that a server can stop and other batches get their turn.
  private static final Duration LONGEST_RUN = Duration.ofSeconds(1);

  private final Jdbi jdbi;
  private final BulkRepository repository;
  private final RowExpansion unfolding;
  private final FormerOrders former;
  private final Retries retries;
  private final Orders orders;
  private final RowIntake intake;
  private final String phone;
  private final InstantSource system;
  private final BulkJson json = new BulkJson();

  BulkPlacingHandler(
      Jdbi jdbi,
      BulkRepository repository,
      RowExpansion unfolding,
      FormerOrders former,
      Retries retries,
      Orders orders,
      RowIntake intake,
      String phone,
      InstantSource system) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.unfolding = unfolding;
    this.former = former;
    this.retries = retries;
    this.phone = phone;
    this.orders = orders;
    this.intake = intake;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    TenantId tenant = new TenantId(job.tenantId());
    UploadId id = new UploadId(job.subject());
    long begun = System.nanoTime();
    do {
      Optional<Upload> batch = jdbi.withHandle(handle -> repository.get(handle, tenant, id));
      if (batch.isEmpty() || !batch.get().isRunning()) {
        return JobResult.done();
      }
      if (job.attempt() > TRIES) {
        giveUp(batch.get());
        return new JobResult.Cancel("the batch could not be processed");
      }
      if (!placeGroup(batch.get())) {
        return JobResult.done();
      }
    } while (System.nanoTime() - begun < LONGEST_RUN.toNanos());
    return new JobResult.GoOn(Duration.ZERO);
  }

  @Override
  public JobResult end(Job job, String why) {
    Optional<Upload> batch =
        jdbi.withHandle(
            handle ->
                repository.get(handle, new TenantId(job.tenantId()), new UploadId(job.subject())));
    batch.filter(Upload::isRunning).ifPresent(this::giveUp);
    return new JobResult.Cancel(why);
  }

  private void giveUp(Upload batch) {
    LOG.error("batch {} could not be processed", batch.id());
    jdbi.useTransaction(
        handle ->
            repository
                .lock(handle, batch.tenant(), batch.id())
                .filter(Upload::isRunning)
                .ifPresent(
                    now ->
                        repository.update(
                            handle, now.with(Upload.State.FAILED, null, system.instant()))));
  }

  /// Places the next rows; false when there are none.
  private boolean placeGroup(Upload batch) throws InterruptedException {
    List<PendingRow> rows =
        jdbi.withHandle(handle -> repository.pending(handle, batch.tenant(), batch.id(), GROUP));
    if (rows.isEmpty()) {
      return former.lookUp(batch.tenant()) || unfold(batch);
    }
    Map<String, String> headings =
        jdbi.withHandle(handle -> repository.headings(handle, batch.tenant(), batch.id()));
    List<Settled> settled = new ArrayList<>();
    RuntimeException failure = submitAll(batch, rows, headings, settled);
    if (!settled.isEmpty()) {
      List<Settled> latest = retries.latest(batch, settled);
      jdbi.useTransaction(
          handle -> {
            Upload now = repository.lock(handle, batch.tenant(), batch.id()).orElseThrow();
            repository.settle(handle, now.tenant(), now.id(), latest, system.instant());
          });
    }
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  /// Creates the rows of the batch from its table; false when that was done before.
  private boolean unfold(Upload batch) {
    return Database.patient(jdbi)
        .inTransaction(
            handle ->
                repository
                    .lock(handle, batch.tenant(), batch.id())
                    .filter(Upload::isRunning)
                    .filter(now -> unfolding.unfold(handle, now))
                    .isPresent());
  }

  /// Submits rows concurrently, so that they share commits.
  ///
  /// @param settled receives their results
  /// @return the reason why one could not be submitted; null when all were
  private @Nullable RuntimeException submitAll(
      Upload batch, List<PendingRow> rows, Map<String, String> headings, List<Settled> settled)
      throws InterruptedException {
    RuntimeException failure = null;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Settled>> calls = new ArrayList<>();
      for (PendingRow row : rows) {
        calls.add(threads.submit(() -> settle(batch, row, new Places(row.number(), headings))));
      }
      for (Future<Settled> call : calls) {
        try {
          settled.add(call.get());
        } catch (ExecutionException e) {
          failure = new IllegalStateException("a row could not be submitted", e.getCause());
        }
      }
    }
    return failure;
  }

  private Settled settle(Upload batch, PendingRow row, Places places) {
    if (row.known() != null) {
      return placed(row, row.known());
    }
    if (row.retryOf() != null) {
      return retries.again(batch, row, row.retryOf(), places);
    }
    if (row.request() == null) {
      return refused(row, String.valueOf(row.error()), RowError.INVALID_ROW);
    }
    return switch (intake.judge(json.tree(row.request()), batch.tenant(), batch.mode())) {
      case Verdict.Refused(var flaws) ->
          refused(row, String.join("; ", RowValidator.told(places, flaws)), RowError.INVALID_ROW);
      case Verdict.Passed passed -> submit(batch, row, row.request(), places, passed);
    };
  }

  private Settled submit(
      Upload batch, PendingRow row, String request, Places places, Verdict.Passed passed) {
    String meaning = RowMeaning.of(json.tree(request), phone);
    OrderRequest.Idempotency key =
        row.key() == null
            ? new OrderRequest.Idempotency(
                OrderIntake.CURRENT, String.valueOf(passed.key()), meaning)
            : new OrderRequest.Idempotency(Retries.SCOPE, row.key(), meaning);
    Submission submission =
        orders.submit(
            new OrderRequest(
                batch.tenant(),
                batch.mode(),
                OrderIntake.CURRENT,
                passed.spec(),
                Payer.CURRENT,
                OrderPrivate.NONE,
                json.write(json.tree(request)),
                key));
    return switch (submission) {
      case Submission.Accepted(var order) -> placed(row, order.id());
      case Submission.Duplicate(var original, var same) ->
          same || meansTheSame(batch, original, meaning)
              ? placed(row, original)
              : refused(row, belongsTo(row, places, original), RowError.ALREADY_EXISTS);
      case Submission.Repeated(var earlier) ->
          refused(
              row,
              places.told(
                  "", "order " + earlier + " with the same content was submitted shortly before"),
              RowError.DUPLICATE_ORDER);
      case Submission.Unfunded unfunded -> Retries.unfunded(row, places, unfunded);
      case Submission.CapMissing _ ->
          refused(
              row,
              places.told(
                  Column.MAX_PRICE.path(), "a value is missing; the wallet reserves it; fill it in"),
              RowError.INVALID_ROW);
      case Submission.PlayMoney _ ->
          refused(
              row, places.told("", "test mode buys at sandbox stores only"), RowError.INVALID_ROW);
    };
  }

  /// Whether an order has the same meaning in other words: it was created by an earlier version, or
  /// the headings of its table were spelled differently.
  private boolean meansTheSame(Upload batch, OrderId original, String meaning) {
    return orders
        .get(new OrderKey(batch.tenant(), original))
        .filter(order -> RowMeaning.of(json.tree(order.echo()), phone).equals(meaning))
        .isPresent();
  }

  private static String belongsTo(PendingRow row, Places places, OrderId original) {
    return row.key() == null
        ? places.told(
            Column.KEY.path(),
            "the key belongs to order "
                + original
                + ", which has other content; give the row its own key")
        : places.told(
            "",
            "order "
                + original
                + " was created from a row with the same texts in other columns; give the row an"
                + " idempotency_key to order it unchanged");
  }

  private static Settled placed(PendingRow row, OrderId order) {
    return new Settled(row.position(), order, null, null);
  }

  private static Settled refused(PendingRow row, String why, RowError type) {
    return new Settled(row.position(), null, why, type.code());
  }
}
