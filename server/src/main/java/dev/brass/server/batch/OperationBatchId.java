package dev.brass.server.batch;

import java.util.UUID;

/// The identity of a batch of operations.
public record OperationBatchId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
