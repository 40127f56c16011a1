package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A door that needs no key, and that all who use it together can pass only so often (spec gaps
/// B26). Thread-safe.
final class OpenDoor {

  private final Bucket bucket;
  private final InstantSource clock;
  private final V2Json json;

  /// A door.
  ///
  /// @param perSecond how often it can be passed for long; for a short while ten times as often
  /// @param clock the system's
  OpenDoor(int perSecond, InstantSource clock, V2Json json) {
    this.bucket =
        Bucket.builder()
            .addLimit(
                Bandwidth.builder()
                    .capacity(10L * perSecond)
                    .refillGreedy(perSecond, Duration.ofSeconds(1))
                    .build())
            .build();
    this.clock = clock;
    this.json = json;
  }

  /// The endpoint behind the door.
  Endpoint open(Endpoint endpoint) {
    return request -> pass(endpoint, request);
  }

  private Reply pass(Endpoint endpoint, ApiRequest request) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      return endpoint.handle(request).with("Cache-Control", "public, max-age=30");
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
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
