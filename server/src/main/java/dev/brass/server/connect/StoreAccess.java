package dev.brass.server.connect;

import dev.brass.server.outward.Names;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.StoreHttp;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The way to the stores: opens sessions with everything around them and limits how long a call may
/// take. Thread-safe.
public final class StoreAccess implements AutoCloseable {

  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";
  private static final Duration HTTP_LIMIT = Duration.ofSeconds(30);

  private static final int MOST_PROXIES = 64;

  private final HttpClient client = JdkStoreHttp.client();
  private final Deadlines deadlines = new Deadlines();
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final UnaryOperator<String> redaction;
  private final RandomGenerator random;
  private final InstantSource systemClock;
  private final ProxyLookup proxies;
  private final @Nullable ProxyClients proxyClients;

  /// The way to the stores, without proxies.
  ///
  /// @param clock the system's
  /// @param redaction removes secrets from text that is kept
  public StoreAccess(InstantSource clock, UnaryOperator<String> redaction, RandomGenerator random) {
    this(clock, redaction, random, (_, _, _, _) -> Optional.empty(), (ProxyClients) null);
  }

  /// The way to the stores.
  ///
  /// @param proxies what tenants brought
  /// @param names finds the addresses of proxies that may be connected to
  public StoreAccess(
      InstantSource clock,
      UnaryOperator<String> redaction,
      RandomGenerator random,
      ProxyLookup proxies,
      Names names) {
    this(clock, redaction, random, proxies, new ProxyClients(names, MOST_PROXIES, null));
  }

  StoreAccess(
      InstantSource clock,
      UnaryOperator<String> redaction,
      RandomGenerator random,
      ProxyLookup proxies,
      @Nullable ProxyClients proxyClients) {
    this.systemClock = clock;
    this.redaction = redaction;
    this.random = random;
    this.proxies = proxies;
    this.proxyClients = proxyClients;
  }

  /// Lets passwords through to proxies on the way to pages by https, which the JDK forbids unless
  /// told otherwise. It asks once, so this must come before anything loads its HTTP client; an
  /// operator who set the property is left alone.
  public static void allowProxyPasswords() {
    if (System.getProperty(TUNNELING) == null) {
      System.setProperty(TUNNELING, "");
    }
  }

  /// A session with a store in nobody's name.
  ///
  /// @param clock the time of the question, which the connector sees
  /// @param notAfter no irrevocable call is sent after it, in the system's time
  public StoreSession open(ConfiguredStore store, InstantSource clock, Instant notAfter) {
    return open(store, null, new JdkStoreHttp(client, HTTP_LIMIT), clock, notAfter);
  }

  /// A session with a store for a tenant, through the proxy that it brought for this log-in if it
  /// has one.
  ///
  /// @param clock the time of the order, which the connector sees
  /// @param notAfter no irrevocable call is sent after it, in the system's time
  public StoreSession open(
      TenantId tenant,
      Mode mode,
      ConfiguredStore store,
      @Nullable Credential credential,
      InstantSource clock,
      Instant notAfter) {
    StoreHttp http =
        proxy(tenant, mode, store, credential)
            .<StoreHttp>map(
                proxy -> new ProxiedHttp(Objects.requireNonNull(proxyClients), proxy, HTTP_LIMIT))
            .orElseGet(() -> new JdkStoreHttp(client, HTTP_LIMIT));
    return open(store, credential, http, clock, notAfter);
  }

  /// Nothing goes over the network to a sandbox store.
  private Optional<ProxyUrl> proxy(
      TenantId tenant, Mode mode, ConfiguredStore store, @Nullable Credential credential) {
    return credential == null || store.sandbox()
        ? Optional.empty()
        : proxies.find(tenant, mode, store.code(), credential.email());
  }

  private StoreSession open(
      ConfiguredStore store,
      @Nullable Credential credential,
      StoreHttp network,
      InstantSource clock,
      Instant notAfter) {
    StoreHttp http = network;
    Bucket bucket = bucket(store);
    if (bucket != null) {
      http = new RateLimitedHttp(http, bucket);
    }
    RecordingHttp recording =
        new RecordingHttp(new NotAfterHttp(http, systemClock, notAfter), redaction);
    return new StoreSession(store, credential, recording, clock, random);
  }

  /// Runs a call to a connector and interrupts it when it takes longer than `limit`.
  ///
  /// @throws dev.brass.spi.StoreException whatever goes wrong
  public <T> T within(Duration limit, Supplier<T> call) {
    return deadlines.within(limit, () -> ConnectorCall.of(call));
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
                          // Calls wait for their turn as long as it really takes.
                          .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                          .build();
                    }))
        .orElse(null);
  }

  @Override
  public void close() {
    deadlines.close();
    client.close();
    if (proxyClients != null) {
      proxyClients.close();
    }
  }
}
