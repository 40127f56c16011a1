package dev.brass.server.bulk;

import java.util.UUID;

/// The identity of a [Batch].
public record BatchId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
