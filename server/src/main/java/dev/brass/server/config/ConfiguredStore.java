package dev.brass.server.config;

import dev.brass.spi.StoreSettings;
import java.util.List;

/// A shop that an operator set up in the YAML file. Immutable.
///
/// @param code what orders call it: lower-case letters, digits, `-` and `_`
/// @param platform the connector's platform, such as `vendure`
/// @param hosts host names of its product pages, in lower case
/// @param settings what the connector asks for, variables filled in
public record ConfiguredStore(
    String code, String platform, List<String> hosts, StoreSettings settings, StoreLimits limits) {
  public ConfiguredStore {
    hosts = List.copyOf(hosts);
  }
}
