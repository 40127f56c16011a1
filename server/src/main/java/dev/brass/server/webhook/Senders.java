package dev.brass.server.webhook;

import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.egress.OwnPorts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The clients of the deliveries, one for each set of allowed networks: a connection that one
/// tenant may use is not kept alive for another that may not. Thread-safe.
final class Senders implements AutoCloseable {

  private final AllowedNetworks reach;
  private final Map<AllowedNetworks, GuardedDns> names = new EnumMap<>(AllowedNetworks.class);
  private final Map<AllowedNetworks, Sender> senders = new EnumMap<>(AllowedNetworks.class);

  /// Opens them.
  ///
  /// @param reach the networks for tenants with an account
  Senders(AllowedNetworks reach, OwnPorts ownPorts, Duration timeout, int atOnce) {
    this.reach = reach;
    for (AllowedNetworks each : AllowedNetworks.values()) {
      if (each.within(reach) == each) {
        GuardedDns those = GuardedDns.of(each, ownPorts, timeout);
        names.put(each, those);
        senders.put(each, new Sender(those, null, timeout, atOnce));
      }
    }
  }

  /// One client for all.
  Senders(AllowedNetworks reach, GuardedDns all, Duration timeout, int atOnce) {
    this.reach = reach;
    Sender sender = new Sender(all, null, timeout, atOnce);
    for (AllowedNetworks each : AllowedNetworks.values()) {
      names.put(each, all);
      senders.put(each, sender);
    }
  }

  /// The addresses that tenants with an account may call.
  GuardedDns names() {
    return of(names, reach);
  }

  /// The client for a tenant.
  ///
  /// @param bound the networks for a tenant without an account; null for others
  Sender of(@Nullable AllowedNetworks bound) {
    return of(senders, bound == null ? reach : reach.within(bound));
  }

  private static <T> T of(Map<AllowedNetworks, T> map, AllowedNetworks key) {
    T found = map.get(key);
    if (found == null) {
      throw new IllegalStateException("there is nothing for " + key);
    }
    return found;
  }

  @Override
  public void close() {
    senders.values().forEach(Sender::close);
    names.values().forEach(GuardedDns::close);
  }
}
