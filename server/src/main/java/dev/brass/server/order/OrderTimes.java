package dev.brass.server.order;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The current time of a tenant's orders: the system clock, or that of the tenant's sandbox, which
/// is looked up once, when an order first needs it. Used by one thread.
public final class OrderTimes {

  private final SandboxClocks clocks;
  private final TenantId tenant;
  private final Instant system;
  private @Nullable Instant sandbox;

  OrderTimes(SandboxClocks clocks, TenantId tenant, InstantSource system) {
    this.clocks = clocks;
    this.tenant = tenant;
    this.system = system.instant();
  }

  /// The time of one of the tenant's orders.
  public Instant of(Order order) {
    return order.isSandbox() ? sandbox() : system();
  }

  public Instant system() {
    return system;
  }

  public Instant sandbox() {
    if (sandbox == null) {
      sandbox = clocks.now(tenant);
    }
    return sandbox;
  }
}
