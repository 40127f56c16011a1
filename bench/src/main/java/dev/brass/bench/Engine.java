package dev.brass.bench;

import dev.brass.server.api.v1.V1OrderListener;
import dev.brass.server.api.v2.V2OrderListener;
import dev.brass.server.config.DataFolder;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.JobRun;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreReach;
import dev.brass.server.connect.StoreTraffic;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSettings;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.SellerCriteria;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.recovery.RecoverySettings;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Redaction;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Address;
import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.Variant;
import dev.brass.testkit.instant.InstantConnector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The order engine of a server without its channels, wired as the server wires it, with one store
/// that answers at once and a tenant of its own. It lasts for one round, since a worker starts
/// once.
final class Engine implements AutoCloseable {

  private static final String STORE = "instant";
  private static final int SUBMITTERS = 256;
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final String ECHO = SampleOrder.printed().next();

  private static final String COUNT =
      "select count(*) from orders where tenant_id = :tenant and state = 'placed'";

  private static final Address ADDRESS =
      new Address(
          "Tim",
          "Beaver",
          "77 Massachusetts Avenue",
          null,
          "Cambridge",
          "MA",
          "02139",
          "US",
          "5551230101",
          null);

  private final Database database;
  private final TenantId tenant;
  private final Webhooks webhooks;
  private final StoreReach reach;
  private final StoreAccess access;
  private final Orders orders;
  private final JobWorker worker;
  private final Semaphore placed = new Semaphore(0);

  /// An engine on a database of the lab.
  ///
  /// @param name of the database, which is made if need be
  /// @param connections the largest number of them
  Engine(Lab lab, String name, int connections) {
    InstantSource clock = InstantSource.system();
    Random random = new Random();
    database = Database.open(lab.database(name), connections);
    try (Tenants tenants = new Tenants(database, clock)) {
      tenant = tenants.create("tenant-" + Ids.next()).orElseThrow().id();
    }
    DataFolder folder = new DataFolder(lab.folder().resolve(name));
    Vault vault = Vault.open(database, new MasterKeySource(null, folder), clock);
    ConfiguredStore store =
        new ConfiguredStore(
            STORE, new InstantConnector(), new StoreSettings(Map.of()), Set.of(), false);
    Jobs jobs = new Jobs(database, clock);
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    webhooks = new Webhooks(database, jobs, vault, WebhookSettings.DEFAULT, clock, metrics);
    Stores stores = new Stores(List.of(store), false);
    reach = new StoreReach(database.jdbi(), stores, random, metrics);
    access = new StoreAccess(clock, Redaction::of, random, reach, new JobRun());
    orders =
        new Orders(
            database.jdbi(),
            vault,
            jobs,
            webhooks,
            stores,
            access,
            new SandboxClocks(database.jdbi(), jobs, clock),
            new Wallets(database.jdbi(), WalletSettings.DEFAULTS, clock),
            new Recovery(database, RecoverySettings.DEFAULTS, clock, (_, _, _, _) -> {}),
            List.of(new V1OrderListener(), new V2OrderListener()),
            OrderSettings.DEFAULTS,
            clock,
            random,
            metrics);
    List<JobKind> kinds = orders.kinds().stream().map(this::counted).toList();
    worker =
        new JobWorker(
            database,
            jobs,
            clock,
            kinds,
            new StoreTraffic(stores, reach),
            random,
            metrics,
            new Health(),
            WorkerSettings.of(name, true));
  }

  /// The kind, with a count of the orders it has placed: the outcome is on disk when its code
  /// returns.
  private JobKind counted(JobKind kind) {
    if (!kind.name().equals("place-order")) {
      return kind;
    }
    return kind.with(
        job -> {
          JobResult result = kind.handler().run(job);
          placed.release();
          return result;
        });
  }

  /// Begins to place what was and what will be submitted.
  void start() {
    reach.start();
    worker.start();
  }

  /// Submits an order.
  ///
  /// @param account the log-in at the store, of which one order at a time may be placed; null for
  ///     none
  void submit(@Nullable String account) {
    orders.submit(request(account));
  }

  /// Submits orders, many at the same time.
  ///
  /// @param accounts whether each order names a log-in of its own at the store
  void submit(int count, boolean accounts) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> submitters = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SUBMITTERS; i++) {
        submitters.add(
            threads.submit(
                () -> {
                  for (int n; (n = next.getAndIncrement()) < count; ) {
                    submit(accounts ? "buyer-" + n + "@example.com" : null);
                  }
                }));
      }
    }
    for (Future<?> submitter : submitters) {
      submitter.get();
    }
  }

  /// Waits until so many more orders are placed and on disk.
  ///
  /// @throws IllegalStateException when they are not within two minutes
  void awaitPlaced(int count) throws InterruptedException {
    if (!placed.tryAcquire(count, LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          placed.availablePermits() + " of " + count + " orders were placed within " + LONGEST);
    }
  }

  /// Fails unless so many orders of this engine are placed according to the database.
  void check(int count) {
    worker.drain(DRAIN);
    int stored =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(COUNT)
                        .bind("tenant", tenant.value())
                        .mapTo(Integer.class)
                        .one());
    if (stored != count) {
      throw new IllegalStateException(stored + " of " + count + " orders are placed");
    }
  }

  private OrderRequest request(@Nullable String account) {
    OrderLine line =
        new OrderLine(
            Ids.next(),
            "0923568964",
            null,
            1,
            List.of(new Variant("color", "Red")),
            SellerCriteria.V1_DEFAULT);
    OrderSpec spec =
        new OrderSpec(
            STORE,
            List.of(line),
            new OrderSpec.Delivery(
                ADDRESS, new ShippingRule.Within(ShippingRule.Order.PRICE, 5, 1_000L), null, null),
            new OrderSpec.Payment(OrderSpec.Pay.CARD, ADDRESS, null),
            OrderSpec.Terms.upTo(2_300L),
            new OrderSpec.Reference(null, Map.of("our_internal_order_id", "abc123")),
            OrderSpec.Bundle.NONE,
            null);
    OrderPrivate secrets =
        new OrderPrivate(
            new Payment.Card(
                "Ben Bitdiddle", Secret.of("5555555555554444"), Secret.of("123"), 1, 2030),
            account == null
                ? null
                : new Credential(account, Secret.of("myRetailerPassword"), null, null),
            Map.of());
    return new OrderRequest(
        tenant,
        Mode.LIVE,
        "v1",
        spec,
        Payer.CLASSIC,
        secrets,
        ECHO,
        new OrderRequest.Idempotency("v1", Ids.next().toString(), ECHO));
  }

  @Override
  public void close() {
    worker.drain(DRAIN);
    webhooks.close();
    access.close();
    reach.close();
    database.close();
  }
}
