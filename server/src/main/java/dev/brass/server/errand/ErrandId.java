package dev.brass.server.errand;

import java.util.UUID;

/// The identity of an errand, a UUIDv7. Each API renders it in its own way.
public record ErrandId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
