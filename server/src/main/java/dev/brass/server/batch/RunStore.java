package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Ending;
import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The database access of one run of a batch. It writes only as long as no other run has taken over
/// the batch. Thread-safe.
final class RunStore {

  /// Tries after which an operation at which this server always fails ends as failed.
  static final int MOST_TRIES = 10;

  private final Tables tables;
  private final TenantId tenant;
  private final OperationBatchId id;
  private final UUID run = Ids.next();

  /// The tables, and the listeners for finished batches.
  record Tables(
      Database database,
      BatchRepository batches,
      RunRepository operations,
      Webhooks webhooks,
      List<BatchListener> listeners,
      InstantSource clock) {

    /// Calls the listeners in the same transaction if the batch is finished.
    void tell(Handle handle, OperationBatch batch) {
      if (batch.state() == OperationBatch.State.COMPLETED) {
        WriteBatch script = new WriteBatch();
        webhooks.send(
            script, listeners.stream().flatMap(each -> each.finished(batch).stream()).toList());
        script.run(handle);
      }
    }
  }

  /// Another run has taken over the batch.
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost(OperationBatchId id) {
      super("another run has the batch " + id);
    }
  }

  RunStore(Tables tables, TenantId tenant, OperationBatchId id) {
    this.tables = tables;
    this.tenant = tenant;
    this.id = id;
  }

  /// Takes over the batch. Operations that a dead run had begun and that must not be repeated end
  /// with an unknown outcome. Empty when there is nothing to do.
  Optional<OperationBatch> start() {
    return tables
        .database()
        .jdbi()
        .inTransaction(
            handle ->
                tables
                    .batches()
                    .begin(handle, tenant, id, run)
                    .filter(batch -> batch.state() == OperationBatch.State.IN_PROGRESS)
                    .map(batch -> recovered(handle, batch)))
        .filter(batch -> batch.state() == OperationBatch.State.IN_PROGRESS);
  }

  private OperationBatch recovered(Handle handle, OperationBatch batch) {
    if (!batch.progress().interrupted()) {
      return batch;
    }
    List<Integer> lost = tables.operations().recover(handle, batch, tables.clock().instant());
    List<Ended> ended = new ArrayList<>();
    for (int position : lost) {
      ended.add(
          Ended.failed(
              position,
              Reason.INTERRUPTED,
              "The server stopped while it was carried out, and whether it was is not known. It"
                  + " takes no idempotency key, so it was not carried out again."));
    }
    for (int position : tables.operations().worn(handle, batch, MOST_TRIES)) {
      ended.add(
          Ended.failed(
              position,
              Reason.INTERRUPTED,
              "The server stopped " + MOST_TRIES + " times while it was carried out."));
    }
    return ended.isEmpty()
        ? batch
        : ended(
            handle,
            batch,
            ended,
            batch.progress().floor(),
            batch.request().stopOnError() ? ended.getFirst().position() : null);
  }

  Instant now() {
    return tables.clock().instant();
  }

  /// Resets an operation at which this server failed to pending, and counts the failure.
  ///
  /// @param retryAt earliest time of the next try
  void tried(OperationBatch batch, int position, Instant retryAt) {
    tables
        .database()
        .relaxed(
            handle -> {
              hold(handle);
              tables.operations().tried(handle, batch, position, retryAt, now());
              return position;
            });
  }

  List<Waiting> pending(OperationBatch batch, int from, int limit) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().pending(handle, batch, from, limit));
  }

  /// The results of operations, with their answers.
  Map<String, Ending> endings(OperationBatch batch, Collection<String> references) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().endings(handle, batch, references, true));
  }

  /// The results of operations, without their answers.
  Map<String, Ending> outcomes(OperationBatch batch, Collection<String> references) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().endings(handle, batch, references, false));
  }

  /// The total size of operations' answers in bytes.
  long answers(OperationBatch batch, Collection<String> references) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().answers(handle, batch, references));
  }

  /// The current batch.
  OperationBatch now(OperationBatch batch) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.batches().get(handle, tenant, id))
        .orElse(batch);
  }

  /// Records that operations have begun.
  ///
  /// @param surely whether this must be on disk
  /// @return the current batch
  OperationBatch begin(OperationBatch batch, Collection<Integer> positions, boolean surely) {
    return surely
        ? tables.database().jdbi().inTransaction(handle -> begin(handle, batch, positions))
        : tables.database().relaxed(handle -> begin(handle, batch, positions));
  }

  private OperationBatch begin(Handle handle, OperationBatch batch, Collection<Integer> positions) {
    OperationBatch held = hold(handle);
    tables.operations().begin(handle, batch, positions, tables.clock().instant());
    return held;
  }

  /// Stores the results of operations.
  ///
  /// @param stoppedBy the position of the operation whose error ends the batch; null when none does
  /// @return the updated batch
  OperationBatch end(
      OperationBatch batch, List<Ended> ended, int floor, @Nullable Integer stoppedBy) {
    return tables
        .database()
        .jdbi()
        .inTransaction(
            handle -> {
              hold(handle);
              return ended(handle, batch, ended, floor, stoppedBy);
            });
  }

  private OperationBatch ended(
      Handle handle,
      OperationBatch batch,
      List<Ended> ended,
      int floor,
      @Nullable Integer stoppedBy) {
    if (stoppedBy != null) {
      tables.batches().stop(handle, tenant, id, stoppedBy);
    }
    OperationBatch after =
        tables.operations().end(handle, batch, ended, floor, tables.clock().instant());
    tables.tell(handle, after);
    return after;
  }

  /// Ends all remaining operations as failed.
  void callOff(OperationBatch batch, Operation.Failure why) {
    tables
        .database()
        .jdbi()
        .useTransaction(
            handle -> {
              OperationBatch held = hold(handle);
              if (held.state() == OperationBatch.State.IN_PROGRESS) {
                tables.tell(
                    handle,
                    tables.operations().callOff(handle, batch, why, tables.clock().instant()));
              }
            });
  }

  /// Releases the batch for the next run, with nothing running.
  void leave() {
    tables
        .database()
        .relaxed(
            handle -> {
              tables.batches().leave(handle, tenant, id, run);
              return run;
            });
  }

  private OperationBatch hold(Handle handle) {
    return tables.batches().hold(handle, tenant, id, run).orElseThrow(() -> new Lost(id));
  }
}
