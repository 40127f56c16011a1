package dev.brass.server.aftersales;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The two times of after-sales tasks: their own, which a sandbox tenant can move, and the system
/// clock, which times the calls to stores.
record AftersalesTimes(SandboxClocks clocks, InstantSource system) {

  Instant now(TenantId tenant, @Nullable UUID clock) {
    return clock == null ? system.instant() : clocks.now(tenant);
  }
}
