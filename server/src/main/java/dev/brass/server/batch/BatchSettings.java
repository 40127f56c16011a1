package dev.brass.server.batch;

import dev.brass.server.config.ByteSize;
import dev.brass.server.config.Settings;
import java.time.Duration;

/// Settings for batches of operations.
///
/// @param mostOperations per batch
/// @param oneAtATime whether a tenant's batch is refused while an earlier one is unfinished
/// @param concurrency most operations of a parallel batch that run at the same time
/// @param largestBody of an operation after references are replaced, in bytes
/// @param timeout of an operation
/// @param keep how long a finished batch is kept
public record BatchSettings(
    int mostOperations,
    boolean oneAtATime,
    int concurrency,
    int largestBody,
    Duration timeout,
    Duration keep) {
  /// As the operator has set them: an operation may have as much as a request.
  public static BatchSettings of(Settings.BatchSettings batch, ByteSize largestBody) {
    return new BatchSettings(
        batch.mostOperations(),
        batch.oneAtATime(),
        batch.concurrency(),
        Math.toIntExact(largestBody.bytes()),
        batch.operationTimeout(),
        batch.keep());
  }
}
