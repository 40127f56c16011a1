package dev.brass.server.tenant;

import java.util.UUID;

/// The identity of a customer of this server.
public record TenantId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
