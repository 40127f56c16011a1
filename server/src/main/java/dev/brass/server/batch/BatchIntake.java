package dev.brass.server.batch;

import dev.brass.server.batch.BatchRepository.Holder;
import dev.brass.server.batch.BatchRepository.Keyed;
import dev.brass.server.batch.OperationBatch.State;
import dev.brass.server.db.Ids;
import dev.brass.server.hash.Sha256;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.NewJob;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// A batch while its operations are read. Only a few hundred of its operations are in memory at a
/// time; the others are stored, by another thread while the next ones are read, under a batch that
/// is invisible and is not run. [#commit] makes it a real batch; a crash before that leaves rows
/// that are deleted later. Used by one thread.
public final class BatchIntake {

  private static final int GROUP = 500;
  private static final long GROUP_BYTES = 4L * 1024 * 1024;

  private final Batches.Parts parts;
  private final Wish wish;
  private final OperationBatch batch;
  private List<OperationRepository.Row> group = new ArrayList<>();
  private final MessageDigest words = Sha256.digest();
  private final BatchJson json = new BatchJson();
  private int count;
  private long groupBytes;

  /// The group that is being stored, or was stored last; null before the first.
  private @Nullable FutureTask<Boolean> storing;

  /// The options of a batch besides its operations.
  ///
  /// @param parallel whether operations may run at the same time
  /// @param stopOnError whether the first error ends the batch
  /// @param idempotencyKey null when the client sent none
  /// @param sentTo the address at which the client reached this server, such as
  /// `https://shop.example.com`
  public record Wish(
      Caller caller,
      boolean parallel,
      boolean stopOnError,
      @Nullable String idempotencyKey,
      String sentTo) {}

  /// The result of a submission.
  public sealed interface Result {

    /// The batch is on disk and running.
    record Created(OperationBatch batch) implements Result {}

    /// The idempotency key belongs to an earlier batch, and nothing was stored.
    ///
    /// @param same whether the earlier batch had the same content
    record Earlier(OperationBatch batch, boolean same) implements Result {}

    /// An earlier batch is unfinished, and the server runs one at a time.
    record Unfinished(OperationBatchId earlier) implements Result {}
  }

  BatchIntake(Batches.Parts parts, Wish wish) {
    this.parts = parts;
    this.wish = wish;
    this.batch = batch(State.RECEIVING, 0, null);
    words.update((wish.parallel() + " " + wish.stopOnError()).getBytes(StandardCharsets.UTF_8));
  }

  private OperationBatch batch(State state, int operations, @Nullable UUID keyRoot) {
    Instant now = parts.clock().instant();
    return new OperationBatch(
        wish.caller().tenant(),
        state == State.RECEIVING ? new OperationBatchId(Ids.next()) : batch.id(),
        wish.caller().mode(),
        state,
        new OperationBatch.Request(
            wish.caller().keyId(), wish.parallel(), wish.stopOnError(), keyRoot, wish.sentTo()),
        OperationBatch.Progress.of(operations),
        OperationBatch.Stop.NONE,
        new OperationBatch.Times(now, now, state == State.COMPLETED ? now : null));
  }

  /// The number of operations so far.
  public int count() {
    return count;
  }

  /// Adds the next operation.
  public void add(NewOperation operation) {
    UUID id = Ids.next();
    OperationRepository.Row row =
        new OperationRepository.Row(
            count,
            id,
            operation.reference(),
            operation.dependsOn(),
            operation.method(),
            operation.repetition(),
            json.written(operation.shown()),
            parts.seal().seal(wish.caller().tenant(), id, operation));
    group.add(row);
    count++;
    hash(row);
    groupBytes += row.size();
    if (group.size() > GROUP || groupBytes > GROUP_BYTES) {
      groupBytes = 0;
      boolean first = storing == null;
      await();
      List<OperationRepository.Row> full = group;
      group = new ArrayList<>(GROUP);
      storing = new FutureTask<>(() -> parts.jdbi().inTransaction(h -> store(h, full, first)));
      Thread.ofVirtual().name("store operations").start(storing);
    }
  }

  /// Secrets are not hashed: a card number could be found by trying all that give the stored hash.
  private void hash(OperationRepository.Row row) {
    if (wish.idempotencyKey() != null) {
      for (Object part :
          new Object[] {
            row.reference(),
            row.dependsOn(),
            row.method(),
            row.shown().path(),
            row.shown().query(),
            row.shown().body()
          }) {
        words.update((byte) 0);
        words.update(String.valueOf(part).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private boolean store(Handle handle, List<OperationRepository.Row> rows, boolean first) {
    if (first) {
      parts.batches().insert(handle, batch, null);
    }
    parts.operations().insert(handle, batch.tenant(), batch.id(), rows, parts.clock().instant());
    return true;
  }

  /// Waits until the current group is stored.
  private void await() {
    if (storing == null) {
      return;
    }
    try {
      storing.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a batch was stored", e);
    }
  }

  /// Makes it a real batch, in one transaction with the remaining operations and the job that runs
  /// it.
  public Result commit() {
    await();
    String key = wish.idempotencyKey();
    Keyed keyed = key == null ? null : new Keyed(key, words.digest());
    Result result = parts.jdbi().inTransaction(handle -> commit(handle, keyed));
    if (result instanceof Result.Created) {
      parts.jobs().wake();
    } else {
      discard();
    }
    return result;
  }

  private Result commit(Handle handle, @Nullable Keyed key) {
    if (key != null) {
      Optional<Holder> holder = parts.batches().ofKey(handle, batch.tenant(), batch.mode(), key);
      if (holder.isPresent()) {
        return new Result.Earlier(holder.get().batch(), holder.get().same());
      }
    }
    if (parts.settings().oneAtATime()) {
      parts.batches().lockTenant(handle, batch.tenant());
      Optional<OperationBatchId> earlier =
          parts.batches().unfinished(handle, batch.tenant(), batch.mode());
      if (earlier.isPresent()) {
        return new Result.Unfinished(earlier.get());
      }
    }
    OperationBatch whole =
        batch(
            count == 0 ? State.COMPLETED : State.IN_PROGRESS,
            count,
            key == null ? null : OperationKeys.root(key));
    boolean first =
        storing == null
            ? parts.batches().insert(handle, whole, key)
            : parts.batches().received(handle, whole, key);
    if (!first) {
      // Another request with the same key committed after the check.
      Holder holder =
          parts
              .batches()
              .ofKey(handle, batch.tenant(), batch.mode(), Objects.requireNonNull(key))
              .orElseThrow();
      return new Result.Earlier(holder.batch(), holder.same());
    }
    parts.operations().insert(handle, batch.tenant(), batch.id(), group, whole.times().createdAt());
    if (count > 0) {
      parts.jobs().enqueue(handle, List.of(job(whole)));
    }
    parts.tables().tell(handle, whole);
    return new Result.Created(whole);
  }

  private static NewJob job(OperationBatch batch) {
    return NewJob.of(RunBatchHandler.KIND, batch.tenant().value(), batch.id().value())
        .in(JobScope.test(batch.mode() == Mode.TEST));
  }

  /// Deletes the stored part. Called when the batch is not committed.
  public void discard() {
    if (storing != null) {
      try {
        await();
      } finally {
        OldBatches.delete(parts, batch, count);
      }
    }
  }
}
