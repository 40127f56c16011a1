package dev.brass.server.config;

import dev.brass.spi.PaidBy;
import dev.brass.spi.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A shop that an operator set up in the YAML file. Immutable.
///
/// @param code its name in orders: lower-case letters, digits, `-` and `_`
/// @param platform the connector's platform, such as `vendure`
/// @param hosts host names of its product pages, in lower case
/// @param paidBy the payer; null for the connector's default
/// @param settings the connector's settings, with variables filled in
public record ConfiguredStore(
    String code,
    String platform,
    List<String> hosts,
    @Nullable PaidBy paidBy,
    StoreSettings settings,
    StoreLimits limits) {
  public ConfiguredStore {
    hosts = List.copyOf(hosts);
  }
}
