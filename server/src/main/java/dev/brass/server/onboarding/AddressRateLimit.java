package dev.brass.server.onboarding;

import dev.brass.server.quota.Network;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The rate limit of an action per address; all of an IPv6 network of 64 bits counts as one, since
/// one customer has it. Kept in memory, so each node counts for itself. Thread-safe.
public final class AddressRateLimit {

  /// Some 10 MB; with more addresses than that the longest idle are forgotten first.
  private static final int MOST_ADDRESSES = 20_000;

  private final long most;
  private final Duration period;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /// A pace.
  ///
  /// @param most the number of actions in each period, which may happen at once
  public AddressRateLimit(long most, Duration period, InstantSource clock) {
    this.most = most;
    this.period = period;
    this.clock = clock;
  }

  /// Counts one action if it is allowed; otherwise returns the time to wait. Zero means that it is
  /// counted.
  ///
  /// @param address the address of the request
  public synchronized Duration take(String address) {
    ConsumptionProbe probe =
        buckets.computeIfAbsent(Network.of(address), _ -> bucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(Bandwidth.builder().capacity(most).refillGreedy(most, period).build())
        .withCustomTimePrecision(new Meter(clock))
        .build();
  }

  /// The server's clock for buckets.
  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
