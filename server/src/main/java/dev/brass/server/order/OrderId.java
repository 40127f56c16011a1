package dev.brass.server.order;

import java.util.UUID;

/// The identity of an order: a time-ordered UUID. The 32-digit `request_id` of v1 is a rendering of
/// it.
public record OrderId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
