package dev.brass.server.webhook;

import dev.brass.server.outward.Names;
import dev.brass.server.outward.OwnPorts;
import dev.brass.server.outward.Reach;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The clients of the deliveries, one for each reach: a connection that one tenant may use is not
/// kept alive for another that may not. Thread-safe.
final class Senders implements AutoCloseable {

  private final Reach reach;
  private final Map<Reach, Names> names = new EnumMap<>(Reach.class);
  private final Map<Reach, Sender> senders = new EnumMap<>(Reach.class);

  /// Opens them.
  ///
  /// @param reach of tenants with an account
  Senders(Reach reach, OwnPorts ownPorts, Duration timeout, int atOnce) {
    this.reach = reach;
    for (Reach each : Reach.values()) {
      if (each.within(reach) == each) {
        Names those = Names.of(each, ownPorts, timeout);
        names.put(each, those);
        senders.put(each, new Sender(those, null, timeout, atOnce));
      }
    }
  }

  /// One client for all.
  Senders(Reach reach, Names all, Duration timeout, int atOnce) {
    this.reach = reach;
    Sender sender = new Sender(all, null, timeout, atOnce);
    for (Reach each : Reach.values()) {
      names.put(each, all);
      senders.put(each, sender);
    }
  }

  /// The names that tenants with an account may call.
  Names names() {
    return of(names, reach);
  }

  /// The client for a tenant.
  ///
  /// @param bound how far one without an account goes; null for others
  Sender of(@Nullable Reach bound) {
    return of(senders, bound == null ? reach : reach.within(bound));
  }

  private static <T> T of(Map<Reach, T> map, Reach key) {
    T found = map.get(key);
    if (found == null) {
      throw new IllegalStateException("there is nothing for " + key);
    }
    return found;
  }

  @Override
  public void close() {
    senders.values().forEach(Sender::close);
    names.values().forEach(Names::close);
  }
}
