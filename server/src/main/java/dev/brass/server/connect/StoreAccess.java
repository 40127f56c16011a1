package dev.brass.server.connect;

import dev.brass.spi.Credential;
import dev.brass.spi.StoreHttp;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The way to the stores: opens sessions with everything around them and limits how long a call may
/// take. Thread-safe.
public final class StoreAccess implements AutoCloseable {

  private static final Duration HTTP_LIMIT = Duration.ofSeconds(30);

  private final HttpClient client = JdkStoreHttp.client();
  private final Deadlines deadlines = new Deadlines();
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final UnaryOperator<String> redaction;
  private final RandomGenerator random;
  private final InstantSource systemClock;

  /// The way to the stores.
  ///
  /// @param clock the system's
  /// @param redaction removes secrets from text that is kept
  public StoreAccess(InstantSource clock, UnaryOperator<String> redaction, RandomGenerator random) {
    this.systemClock = clock;
    this.redaction = redaction;
    this.random = random;
  }

  /// A session with a store.
  ///
  /// @param clock the time of the order, which the connector sees
  /// @param notAfter no irrevocable call is sent after it, in the system's time
  public StoreSession open(
      ConfiguredStore store,
      @Nullable Credential credential,
      InstantSource clock,
      Instant notAfter) {
    StoreHttp http = new JdkStoreHttp(client, HTTP_LIMIT);
    Bucket bucket = bucket(store);
    if (bucket != null) {
      http = new RateLimitedHttp(http, bucket);
    }
    RecordingHttp recording =
        new RecordingHttp(new NotAfterHttp(http, systemClock, notAfter), redaction);
    return new StoreSession(store, credential, recording, clock, random);
  }

  /// Runs a call to a connector and interrupts it when it takes longer than `limit`.
  public <T> T within(Duration limit, Supplier<T> call) {
    return deadlines.within(limit, call);
  }

  private @Nullable Bucket bucket(ConfiguredStore store) {
    return store
        .settings()
        .text("requests-per-second")
        .map(
            text ->
                buckets.computeIfAbsent(
                    store.code(),
                    _ -> {
                      long pace = Long.parseLong(text);
                      return Bucket.builder()
                          .addLimit(
                              Bandwidth.builder()
                                  .capacity(pace)
                                  .refillGreedy(pace, Duration.ofSeconds(1))
                                  .build())
                          .build();
                    }))
        .orElse(null);
  }

  @Override
  public void close() {
    deadlines.close();
    client.close();
  }
}
