package dev.brass.server.connect;

import dev.brass.spi.Connector;
import dev.brass.spi.StoreSettings;
import java.util.Set;

/// A shop that this server can deal with.
///
/// @param code what orders name it by; v1 calls it `retailer`
/// @param hosts the host names of its pages, lower case, without `www.`
/// @param sandbox whether it is one of the sandbox marketplace's, so that nothing real is ever
///     bought
public record ConfiguredStore(
    String code, Connector connector, StoreSettings settings, Set<String> hosts, boolean sandbox) {
  public ConfiguredStore {
    hosts = Set.copyOf(hosts);
  }
}
