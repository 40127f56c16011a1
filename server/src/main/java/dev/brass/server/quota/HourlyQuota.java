package dev.brass.server.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// The limit of an amount per owner and hour, which may be used at once. Kept in memory, so each
/// node counts for itself. Thread-safe.
///
/// @param <K> the owner; needs `equals`
public final class HourlyQuota<K> {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MOST_KNOWN = 20_000;

  private final InstantSource clock;
  private final Map<K, Used> used =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Used> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  /// The used amount, less what has come back since.
  private record Used(double amount, Instant at) {

    double left(Instant now, long most) {
      double hours = (double) Duration.between(at, now).toMillis() / HOUR.toMillis();
      return Math.max(0, amount - Math.max(0, hours) * most);
    }
  }

  public HourlyQuota(InstantSource clock) {
    this.clock = clock;
  }

  /// Uses an amount; otherwise returns the time to wait. Zero means that it is used. More than the
  /// quota of an hour is allowed when nothing was used before.
  ///
  /// @param most in an hour
  public synchronized Duration take(K who, long amount, long most) {
    Instant now = clock.instant();
    double before = used.getOrDefault(who, new Used(0, now)).left(now, most);
    double after = before + amount;
    if (after > most && before > 0) {
      double hours = most == 0 ? 1 : Math.min(1, (after - most) / most);
      return Duration.ofMillis(Math.max(1, (long) (hours * HOUR.toMillis())));
    }
    used.put(who, new Used(after, now));
    return Duration.ZERO;
  }
}
