package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The time at a store: the system clock, or the movable one of a tenant at a sandbox store.
/// Thread-safe.
final class StoreTimes {

  private final SandboxClocks clocks;
  private final InstantSource system;

  StoreTimes(SandboxClocks clocks, InstantSource system) {
    this.clocks = clocks;
    this.system = system;
  }

  /// The store's clock as it is set now; it does not follow a later move.
  InstantSource clock(Handle handle, TenantId tenant, ConfiguredStore store) {
    if (!store.sandbox()) {
      return system;
    }
    Duration ahead = clocks.ahead(handle, List.of(tenant)).getOrDefault(tenant, Duration.ZERO);
    return () -> system.instant().plus(ahead);
  }
}
