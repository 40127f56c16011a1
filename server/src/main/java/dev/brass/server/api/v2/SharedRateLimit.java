package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.onboarding.AddressRateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// A rate limit that all callers of a public channel share (compatibility B26). Thread-safe.
final class SharedRateLimit {

  private static final Duration BURST = Duration.ofSeconds(10);

  /// Used instead of an address, because all callers share the limit.
  private static final String EVERYBODY = "";

  private final AddressRateLimit pace;
  private final InstantSource clock;
  private final V2Json json;

  /// Creates a limit.
  ///
  /// @param perSecond sustained rate; for a short time ten times as many calls are accepted
  /// @param clock the system clock
  SharedRateLimit(int perSecond, InstantSource clock, V2Json json) {
    this.pace = new AddressRateLimit(perSecond * BURST.toSeconds(), BURST, clock);
    this.clock = clock;
    this.json = json;
  }

  /// The endpoint with the limit applied.
  Endpoint open(Endpoint endpoint) {
    return request -> pass(endpoint, request);
  }

  private Reply pass(Endpoint endpoint, ApiRequest request) {
    Duration wait = pace.take(EVERYBODY);
    if (wait.isZero()) {
      return endpoint.handle(request).with("Cache-Control", "public, max-age=30");
    }
    long seconds = wait.plusNanos(999_999_999).toSeconds();
    return json.reply(
            429,
            new ErrorBody(
                "rate_limit_exceeded",
                "Rate limit exceeded; retry in " + seconds + " s",
                Map.of("retry_after", seconds)))
        .with("Retry-After", Long.toString(seconds))
        .with("X-RateLimit-Reset", Long.toString(clock.instant().getEpochSecond() + seconds));
  }
}
