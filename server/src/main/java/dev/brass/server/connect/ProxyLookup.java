package dev.brass.server.connect;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.Optional;

/// Finds a tenant's own proxy for a log-in at a store.
@FunctionalInterface
public interface ProxyLookup {

  /// The proxy; empty when the server calls the store itself.
  ///
  /// @param email of the log-in, in any case
  Optional<ProxyUrl> find(TenantId tenant, Mode mode, String store, String email);
}
