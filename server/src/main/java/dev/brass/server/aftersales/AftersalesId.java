package dev.brass.server.aftersales;

import java.util.UUID;

/// The identity of an after-sales task, a UUIDv7. Each API renders it in its own way.
public record AftersalesId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
