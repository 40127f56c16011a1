package dev.brass.server;

import dev.brass.connector.sandbox.SandboxMarketplace;
import dev.brass.server.api.Api;
import dev.brass.server.api.Forwarding;
import dev.brass.server.api.HealthFront;
import dev.brass.server.api.HttpFront;
import dev.brass.server.api.Listening;
import dev.brass.server.api.RequestMetrics;
import dev.brass.server.api.Router;
import dev.brass.server.api.batch.BatchFinished;
import dev.brass.server.api.batch.InnerCalls;
import dev.brass.server.batch.BatchSettings;
import dev.brass.server.batch.Batches;
import dev.brass.server.config.DataFolder;
import dev.brass.server.config.Settings;
import dev.brass.server.connect.StoreTraffic;
import dev.brass.server.health.Health.Problem;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.order.Orders;
import dev.brass.server.recovery.HistoryWatch;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Brass: database, stores, engine, channels. Created in the order in which its parts
/// need each other and closed in the reverse one. Thread-safe.
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int MOST_CLIENTS = 10_000;
  private static final Duration IDLE_CLIENT = Duration.ofMinutes(2);

  /// The time to wait for running work at shutdown; with the steps that follow it stays below ten
  /// seconds.
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Closer parts = new Closer();
  private final AtomicBoolean accepting = new AtomicBoolean(true);
  private String baseUrl = "";
  private Features features;

  /// Starts everything. When this returns, requests are served.
  ///
  /// @param clock the time of the server
  /// @throws RuntimeException with one clear sentence when the start is not possible; nothing is
  ///     then left running
  public static Server start(Settings settings, InstantSource clock) {
    return start(settings, clock, false);
  }

  /// Starts everything, with the time of the database: nodes that share one agree, even when their
  /// machines' clocks differ. When this returns, requests are served.
  ///
  /// @param system this machine's clock
  public static Server startOnDatabaseTime(Settings settings, InstantSource system) {
    return start(settings, system, true);
  }

  private static Server start(Settings settings, InstantSource clock, boolean onDatabaseTime) {
    Server server = new Server();
    try {
      server.open(settings, clock, onDatabaseTime);
      return server;
    } catch (RuntimeException e) {
      // An interrupt that stops the start must not stop the cleanup.
      boolean interrupted = Thread.interrupted();
      server.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  private List<JobKind> jobKinds = List.of();

  @SuppressWarnings("NullAway.Init") // open() sets the rest before it returns the server
  private Server() {}

  private void open(Settings settings, InstantSource system, boolean onDatabaseTime) {
    if (settings.roles().contains(Settings.Role.API)) {
      // Before anything is created or written.
      Listening.check(settings.host(), settings.port());
    }
    if (settings.http().healthPort() > 0) {
      Listening.check(settings.host(), settings.http().healthPort(), "--http.health-port");
    }
    features = new Features(settings, system, onDatabaseTime, parts);
    InstantSource clock = features.clock;
    RequestMetrics requests = new RequestMetrics(features.metrics);
    Apis apis = new Apis(features, settings, clock);
    List<Api> ofTenants = apis.ofTenants();
    Router inner = new Router(ofTenants, requests);
    Batches batches =
        new Batches(
            features.database,
            features.jobs,
            features.vault,
            features.tenants,
            features.webhooks,
            List.of(new BatchFinished()),
            new InnerCalls(inner, features.quota),
            BatchSettings.of(settings.batch(), settings.http().maxBody()),
            features.quota,
            clock);
    HistoryWatch history =
        parts.add(
            "history",
            new HistoryWatch(
                features.database, features.recovery, settings.data(), clock, features.health));
    history.start(settings.recovering());
    if (settings.roles().contains(Settings.Role.WORKER)) {
      startWorker(batches, clock);
    }
    if (settings.roles().contains(Settings.Role.API)) {
      List<Api> all = new ArrayList<>(apis.ofOthers(batches, inner, accepting));
      all.addAll(ofTenants);
      serve(settings, new Router(all, requests, OnboardingSetup.cors(settings)), requests);
    }
    if (settings.http().healthPort() > 0) {
      parts.add(
          "health port",
          HealthFront.start(
              settings.host(),
              settings.http().healthPort(),
              new Router(List.of(apis.ofHealth(accepting)), requests)));
    }
    features.tenants.install(new DataFolder(settings.data()), baseUrl);
    features.nodes.start();
    features.payments.tellTrouble();
    if (settings.profile() == Settings.Profile.DEVELOPMENT) {
      LOG.warn(
          "development profile: live keys can buy at the sandbox's stores; set profile: production"
              + " for real orders");
    }
  }

  private void startWorker(Batches batches, InstantSource clock) {
    List<JobKind> kinds = new ArrayList<>(features.jobKinds());
    kinds.addAll(batches.jobKinds());
    jobKinds = List.copyOf(kinds);
    JobWorker worker =
        new JobWorker(
            features.database,
            features.jobs,
            clock,
            kinds,
            new StoreTraffic(features.stores, features.reach),
            features.random,
            features.metrics,
            features.health,
            WorkerSettings.of(Features.name(), features.soleNode));
    worker.start();
    features.startStandingJobs();
    batches.start();
    parts.add("worker", () -> worker.drain(DRAIN));
  }

  private void serve(Settings settings, Router router, RequestMetrics requests) {
    HttpFront front =
        HttpFront.start(
            settings.host(),
            settings.port(),
            new HttpFront.Limits(
                Math.toIntExact(settings.http().maxBody().bytes()),
                MOST_CLIENTS,
                settings.http().behindProxy()
                    ? MOST_CLIENTS
                    : settings.http().connectionsPerAddress(),
                settings.http().readTimeout(),
                IDLE_CLIENT,
                Duration.ofSeconds(1),
                Forwarding.of(settings.http())),
            router,
            features.quota,
            requests);
    parts.add("http", front);
    features.ownPorts.add(front.port());
    baseUrl = settings.baseUrl(front.port());
  }

  /// The address that it serves, such as `http://127.0.0.1:8080`; empty for a node without the API.
  public String baseUrl() {
    return baseUrl;
  }

  /// The reason why only another start of the process can help; empty when it works or can recover.
  public Optional<String> hopeless() {
    return features.health.problems().stream()
        .filter(Problem::hopeless)
        .findFirst()
        .map(Problem::what);
  }

  /// The tenant that the first start created, for programs that embed a server.
  public TenantId defaultTenant() {
    return features.tenants.find(Tenants.DEFAULT).orElseThrow().id();
  }

  /// The orders, for programs that embed a server.
  public Orders orders() {
    return features.orders;
  }

  /// The sandbox's world, for programs that check what it received.
  public SandboxMarketplace marketplace() {
    return features.marketplace;
  }

  /// The kinds of jobs that this node runs.
  List<JobKind> jobKinds() {
    return jobKinds;
  }

  /// Drains and stops: no new work, running attempts end or are left safely in doubt.
  @Override
  public void close() {
    accepting.set(false);
    parts.close();
  }
}
