package dev.brass.server.bulk;

import java.util.UUID;

/// The identity of an [Upload].
public record UploadId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
