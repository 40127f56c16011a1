package dev.brass.server.batch;

import java.time.Duration;

/// How batches of operations are taken and carried out.
///
/// @param mostOperations of a batch
/// @param oneAtATime whether a tenant's batch is refused while an earlier one is unfinished
/// @param concurrency the most operations of a parallel batch that run at a time
/// @param largestBody of an operation, with what its places stand for, in bytes
/// @param timeout how long an operation may take
/// @param keep how long a batch is kept once it is finished
public record BatchSettings(
    int mostOperations,
    boolean oneAtATime,
    int concurrency,
    int largestBody,
    Duration timeout,
    Duration keep) {}
