package dev.brass.server.batch;

import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.StandingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The job kind `delete-old-batches`: deletes batches some time after they are finished, with their
/// operations, and uploads of batches that were interrupted.
///
/// *Meaning of a job*: the deletion for the whole installation; there is one, which never ends;
/// each run deletes in small transactions and then snoozes for an hour. *A crash here* leaves the
/// rest to the next run.
final class OldBatches implements JobHandler {

  static final String KIND = "delete-old-batches";

  private static final Duration PAUSE = Duration.ofHours(1);
  private static final Duration STALE = Duration.ofDays(1);
  private static final int BATCHES = 100;
  private static final int OPERATIONS = 2_000;

  private final Batches.Parts parts;
  private final StandingJob standing;

  OldBatches(Batches.Parts parts, StandingJob standing) {
    this.parts = parts;
    this.standing = standing;
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    Instant now = parts.clock().instant();
    Instant before = now.minus(parts.settings().keep());
    List<OperationBatch> old;
    do {
      old =
          parts
              .jdbi()
              .withHandle(handle -> parts.batches().old(handle, before, now.minus(STALE), BATCHES));
      for (OperationBatch batch : old) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        delete(parts, batch, parts.settings().mostOperations());
      }
    } while (!old.isEmpty());
    return new JobResult.Snooze(PAUSE);
  }

  /// Deletes the operations of a batch, then the batch.
  ///
  /// @param most an upper limit of its operations
  static void delete(Batches.Parts parts, OperationBatch batch, int most) {
    int all = Math.max(most, batch.progress().operations());
    for (int from = 0; from < all; from += OPERATIONS) {
      int start = from;
      parts
          .jdbi()
          .useTransaction(
              handle ->
                  parts
                      .operations()
                      .delete(handle, batch.tenant(), batch.id(), start, start + OPERATIONS));
    }
    parts
        .jdbi()
        .useTransaction(handle -> parts.batches().delete(handle, batch.tenant(), batch.id()));
  }
}
