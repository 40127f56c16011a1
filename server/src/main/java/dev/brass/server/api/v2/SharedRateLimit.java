package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.onboarding.AddressRateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// A channel that needs no key, and that all who use it together can pass only so often (spec gaps
/// B26). Thread-safe.
final class SharedRateLimit {

  private static final Duration BURST = Duration.ofSeconds(10);

  /// In place of an address: all who use the channel share its pace.
  private static final String EVERYBODY = "";

  private final AddressRateLimit pace;
  private final InstantSource clock;
  private final V2Json json;

  /// A channel.
  ///
  /// @param perSecond how often it can be passed for long; for a short while ten times as often
  /// @param clock the system's
  SharedRateLimit(int perSecond, InstantSource clock, V2Json json) {
    this.pace = new AddressRateLimit(perSecond * BURST.toSeconds(), BURST, clock);
    this.clock = clock;
    this.json = json;
  }

  /// The endpoint behind the channel.
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
                "This is asked too often at the moment; try again in " + seconds + " s",
                Map.of("retry_after", seconds)))
        .with("Retry-After", Long.toString(seconds))
        .with("X-RateLimit-Reset", Long.toString(clock.instant().getEpochSecond() + seconds));
  }
}
