package dev.brass.bench;

import dev.brass.server.config.DataFolder;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.credential.MasterKeySource;
import dev.brass.server.credential.Redaction;
import dev.brass.server.credential.Vault;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSettings;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.order.SellerCriteria;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Address;
import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.Variant;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.InstantShop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The order engine of a server without its doors, wired as the server wires it, with one store
/// that answers at once. It lasts for one round, since a worker starts once.
final class Engine implements AutoCloseable {

  private static final String STORE = "instant";
  private static final int SUBMITTERS = 256;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Database database;
  private final TenantId tenant;
  private final InstantShop shop;
  private final Webhooks webhooks;
  private final StoreAccess access;
  private final Orders orders;
  private final JobWorker worker;

  /// An engine on a database of the lab.
  ///
  /// @param notices as many as the server has
  Engine(Lab lab, String name, int connections) {
    InstantSource clock = InstantSource.system();
    Random random = new Random();
    database = Database.open(lab.database(name), connections);
    try (Tenants tenants = new Tenants(database, clock)) {
      tenant = tenants.create("tenant-" + Ids.next()).orElseThrow().id();
    }
    DataFolder folder = new DataFolder(lab.folder().resolve(name));
    Vault vault = Vault.open(database, new MasterKeySource(null, folder), clock);
    InstantConnector connector = new InstantConnector();
    shop = connector.shop(STORE);
    Stores stores =
        new Stores(
            List.of(
                new ConfiguredStore(
                    STORE, connector, new StoreSettings(Map.of()), Set.of(), false)),
            false);
    Jobs jobs = new Jobs(database, clock);
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    webhooks = new Webhooks(database, jobs, vault, WebhookSettings.DEFAULT, clock, metrics);
    access = new StoreAccess(clock, Redaction::of, random);
    orders =
        new Orders(
            database.jdbi(),
            vault,
            jobs,
            webhooks,
            stores,
            access,
            new SandboxClocks(database.jdbi(), jobs, clock),
            List.of(
                new dev.brass.server.api.v1.V1Notices(), new dev.brass.server.api.v2.V2Notices()),
            OrderSettings.DEFAULTS,
            clock,
            random);
    worker =
        new JobWorker(
            database, jobs, clock, orders.kinds(), random, metrics, WorkerSettings.of(name, true));
  }

  /// Submits orders, many at the same time.
  ///
  /// @param accounts whether each order names a log-in of its own at the store
  void submit(int count, boolean accounts) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SUBMITTERS; i++) {
        threads.submit(
            () -> {
              for (int n; (n = next.getAndIncrement()) < count; ) {
                orders.submit(request(accounts ? "buyer-" + n + "@example.com" : null));
              }
            });
      }
    }
  }

  /// Places what was submitted; returns when every outcome is on disk.
  ///
  /// @throws IllegalStateException when an order was not placed
  void place(int count) throws InterruptedException {
    worker.start();
    long end = System.nanoTime() + LONGEST.toNanos();
    while (shop.orders() < count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(shop.orders() + " of " + count + " orders were placed");
      }
      Thread.sleep(1);
    }
    worker.drain(Duration.ofSeconds(30));
    check(count);
  }

  private void check(int count) {
    int placed =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select count(*) from orders where tenant_id = :tenant and state ="
                                + " 'placed'")
                        .bind("tenant", tenant.value())
                        .mapTo(Integer.class)
                        .one());
    if (placed != count) {
      throw new IllegalStateException(placed + " of " + count + " orders are placed");
    }
  }

  private OrderRequest request(@Nullable String account) {
    Address address =
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
    OrderSpec spec =
        new OrderSpec(
            STORE,
            List.of(
                new OrderLine(
                    Ids.next(),
                    "0923568964",
                    null,
                    1,
                    List.of(new Variant("color", "Red")),
                    SellerCriteria.V1_DEFAULT)),
            address,
            address,
            new ShippingRule.Within(ShippingRule.Order.PRICE, 5, 1_000L),
            2_300L,
            OrderSpec.Pay.CARD,
            null,
            List.of(),
            null,
            Map.of("our_internal_order_id", "abc123"));
    OrderPrivate secrets =
        new OrderPrivate(
            new Payment.Card(
                "Ben Bitdiddle", Secret.of("5555555555554444"), Secret.of("123"), 1, 2030),
            account == null
                ? null
                : new Credential(account, Secret.of("myRetailerPassword"), null, null),
            Map.of());
    return new OrderRequest(
        tenant, Mode.LIVE, "v1", spec, secrets, ECHO, new OrderRequest.Idempotency(Ids.next().toString(), ECHO));
  }

  private static final String ECHO = SampleOrder.printed().next();

  @Override
  public void close() {
    webhooks.close();
    access.close();
    database.close();
  }
}
