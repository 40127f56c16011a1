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

/// What one run of a batch reads and writes. Whatever it writes, it writes only as long as no other
/// run has the batch. Thread-safe.
final class RunStore {

  /// Tries after which an operation at which this server fails every time ends as failed.
  static final int MOST_TRIES = 10;

  private final Tables tables;
  private final TenantId tenant;
  private final OperationBatchId id;
  private final UUID run = Ids.next();

  /// The tables, and who is told when a batch is finished.
  record Tables(
      Database database,
      BatchRepository batches,
      RunRepository operations,
      Webhooks webhooks,
      List<BatchListener> listeners,
      InstantSource clock) {

    /// Tells in the same transaction that a batch is finished, if it is.
    void tell(Handle handle, OperationBatch batch) {
      if (batch.state() == OperationBatch.State.COMPLETED) {
        WriteBatch script = new WriteBatch();
        webhooks.send(
            script, listeners.stream().flatMap(each -> each.finished(batch).stream()).toList());
        script.run(handle);
      }
    }
  }

  /// Another run has the batch.
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

  /// Takes the batch over, and says of operations that a dead run had begun and that must not begin
  /// twice that nobody knows what became of them; empty when there is nothing to do.
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
    if (!batch.interrupted()) {
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
            batch.floor(),
            batch.stopOnError() ? ended.getFirst().position() : null);
  }

  Instant now() {
    return tables.clock().instant();
  }

  /// Lets an operation wait again that this server failed at, and notes that.
  ///
  /// @param retryAt until when
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

  /// How operations ended, with their answers.
  Map<String, Ending> endings(OperationBatch batch, Collection<String> references) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().endings(handle, batch, references, true));
  }

  /// How operations ended, without what was answered.
  Map<String, Ending> outcomes(OperationBatch batch, Collection<String> references) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().endings(handle, batch, references, false));
  }

  /// How many bytes the answers of operations have together.
  long answers(OperationBatch batch, Collection<String> references) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.operations().answers(handle, batch, references));
  }

  /// The batch as it is.
  OperationBatch now(OperationBatch batch) {
    return tables
        .database()
        .jdbi()
        .withHandle(handle -> tables.batches().get(handle, tenant, id))
        .orElse(batch);
  }

  /// Says that operations have begun.
  ///
  /// @param surely whether that must be on disk
  /// @return the batch as it is
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

  /// Stores what became of operations.
  ///
  /// @param stoppedBy the position of the one whose error ends the batch; null when none does
  /// @return the batch as it then is
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

  /// Lets everything fail that has not ended.
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

  /// Leaves the batch to the next run, with nothing under way.
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
