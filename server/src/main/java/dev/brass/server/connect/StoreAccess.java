package dev.brass.server.connect;

import dev.brass.server.egress.GuardedDns;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.StoreHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The access to stores: opens sessions with their decorators. Thread-safe.
public final class StoreAccess implements AutoCloseable {

  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";
  private static final String IDLE_SECONDS = "jdk.httpclient.keepalive.timeout";

  private static final int MOST_PROXIES = 64;

  private final HttpClient client = JdkStoreHttp.client();
  private final Deadlines deadlines = new Deadlines();
  private final UnaryOperator<String> redaction;
  private final RandomGenerator random;
  private final InstantSource systemClock;
  private final ProxyLookup proxies;
  private final @Nullable ProxyClients proxyClients;
  private final @Nullable StoreReach reach;
  private final CallingRun run;
  private final StoreMetrics metrics;

  /// Access without proxies, to stores without a breaker or rate limit.
  ///
  /// @param clock the system clock
  /// @param redaction removes secrets from text that is stored
  public StoreAccess(InstantSource clock, UnaryOperator<String> redaction, RandomGenerator random) {
    this(clock, redaction, random, null, CallingRun.NONE);
  }

  /// Access without proxies.
  ///
  /// @param reach null for stores without a breaker or rate limit
  public StoreAccess(
      InstantSource clock,
      UnaryOperator<String> redaction,
      RandomGenerator random,
      @Nullable StoreReach reach,
      CallingRun run) {
    this(
        clock,
        redaction,
        random,
        (_, _, _, _) -> Optional.empty(),
        (ProxyClients) null,
        reach,
        run);
  }

  /// Access with proxies.
  ///
  /// @param proxies the tenants' own proxies
  /// @param names finds the permitted addresses of proxies
  /// @param reach null for stores without a breaker or rate limit
  /// @param run the caller
  public StoreAccess(
      InstantSource clock,
      UnaryOperator<String> redaction,
      RandomGenerator random,
      ProxyLookup proxies,
      GuardedDns names,
      @Nullable StoreReach reach,
      CallingRun run) {
    this(
        clock, redaction, random, proxies, new ProxyClients(names, MOST_PROXIES, null), reach, run);
  }

  StoreAccess(
      InstantSource clock,
      UnaryOperator<String> redaction,
      RandomGenerator random,
      ProxyLookup proxies,
      @Nullable ProxyClients proxyClients,
      @Nullable StoreReach reach,
      CallingRun run) {
    this.systemClock = clock;
    this.redaction = redaction;
    this.random = random;
    this.proxies = proxies;
    this.proxyClients = proxyClients;
    this.reach = reach;
    this.run = run;
    this.metrics = reach == null ? new StoreMetrics(new SimpleMeterRegistry()) : reach.metrics();
  }

  /// Sets properties that the JDK's HTTP client reads only once, so it must be called before that
  /// class is loaded. Properties that the operator has set are kept.
  ///
  /// - Passwords are sent to proxies for https pages.
  /// - Idle connections are closed after four seconds. Many shops close theirs after five
  ///   (Node.js), and an order that is sent while its connection is being closed is in doubt.
  public static void prepareHttpClient() {
    setUnlessSet(TUNNELING, "");
    setUnlessSet(IDLE_SECONDS, "4");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /// A deadline that starts now. It is fixed before the attempt is committed, so that readers of
  /// the stored attempt know the real deadline.
  public Deadline deadline(Duration limit) {
    return Deadline.in(limit, systemClock, System::nanoTime);
  }

  /// A session with a store for no tenant.
  ///
  /// @param clock the time of the call, as seen by the connector
  public StoreSession open(ConfiguredStore store, InstantSource clock, Deadline deadline) {
    return open(store, null, clock, Purpose.OTHER, null, deadline);
  }

  /// A session with a store for a tenant, through its own proxy for this log-in if it has one.
  ///
  /// @param clock the time of the order, as seen by the connector
  public StoreSession open(
      TenantId tenant,
      Mode mode,
      ConfiguredStore store,
      @Nullable Credential credential,
      InstantSource clock,
      Purpose purpose,
      Deadline deadline) {
    return open(
        store,
        credential,
        clock,
        purpose,
        proxy(tenant, mode, store, credential).orElse(null),
        deadline);
  }

  /// A sandbox store needs no network.
  private Optional<ProxyUrl> proxy(
      TenantId tenant, Mode mode, ConfiguredStore store, @Nullable Credential credential) {
    return credential == null || store.sandbox()
        ? Optional.empty()
        : proxies.find(tenant, mode, store.code(), credential.email());
  }

  private StoreSession open(
      ConfiguredStore store,
      @Nullable Credential credential,
      InstantSource clock,
      Purpose purpose,
      @Nullable ProxyUrl proxy,
      Deadline deadline) {
    Function<LastInstant, StoreHttp> network =
        proxy == null
            ? last -> new JdkStoreHttp(client, last, null)
            : last -> new ProxiedHttp(Objects.requireNonNull(proxyClients), proxy, last);
    return new StoreSession(
        this,
        new StoreSession.Opening(
            store,
            credential,
            clock,
            purpose,
            new StoreSession.Way(proxy != null, network),
            run.mayAct(),
            reach == null ? null : reach.breaker(store),
            reach == null ? null : reach.pace(store)),
        deadline);
  }

  /// Runs a call to a connector and interrupts it when its deadline passes.
  ///
  /// @throws dev.brass.spi.StoreException on every failure
  <T> T within(Deadline deadline, Supplier<T> call) {
    return deadlines.within(deadline, () -> ConnectorCall.of(call));
  }

  <T> T outside(Supplier<T> call) {
    return run.outside(call);
  }

  StoreMetrics metrics() {
    return metrics;
  }

  RandomGenerator random() {
    return random;
  }

  String redacted(String text) {
    return redaction.apply(text);
  }

  Instant now() {
    return systemClock.instant();
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
