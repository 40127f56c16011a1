package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Product;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Product data with everything that carries it, a real store and one of a sandbox.
final class ProductRig implements AutoCloseable {

  static final Freshness USUAL = new Freshness.Usual();
  static final Freshness NOW = new Freshness.MaxAge(Duration.ZERO);

  final TestClock clock = TestClock.atStart();
  final CountingShop shop = new CountingShop();
  final ConfiguredStore real = store("real", false);
  final ConfiguredStore sandbox = store("sandbox", true);
  final TenantId tenant;
  final TenantId other;
  final SandboxClocks clocks;
  final Jobs jobs;
  final Products products;
  private final Database database;
  private final StoreAccess access;
  private final JobWorker worker;

  ProductRig(Database database, ProductSettings settings) {
    this.database = database;
    database
        .jdbi()
        .useHandle(h -> h.execute("truncate product_answer, product_question, job, node"));
    try (Tenants tenants = new Tenants(database, clock)) {
      tenant = tenants.create("tenant-" + Ids.next()).orElseThrow().id();
      other = tenants.create("tenant-" + Ids.next()).orElseThrow().id();
    }
    RandomGenerator random = RandomGenerator.getDefault();
    jobs = new Jobs(database, clock);
    access = new StoreAccess(clock, text -> text, random);
    clocks = new SandboxClocks(database.jdbi(), jobs, clock);
    Stores stores = new Stores(List.of(real, sandbox), true);
    products =
        new Products(
            database, jobs, stores, access, clocks, settings, clock, new SimpleMeterRegistry());
    worker =
        new JobWorker(
            database,
            jobs,
            clock,
            products.jobKinds(),
            StoreLimits.of(stores.keys()),
            random,
            new SimpleMeterRegistry(),
            new Health(),
            new WorkerSettings(
                "test",
                true,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                5,
                Duration.ofDays(1),
                false));
  }

  private ConfiguredStore store(String code, boolean isSandbox) {
    return new ConfiguredStore(
        code, shop, new StoreSettings(Map.of()), Set.of(code + ".example"), isSandbox);
  }

  void work() {
    worker.start();
  }

  Inquiry<Product> details(String productId, Freshness freshness) {
    return new Inquiry<>(tenant, real, new Question.Details(productId), freshness);
  }

  long count(String table) {
    return database
        .jdbi()
        .withHandle(h -> h.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }

  void execute(String sql) {
    database.jdbi().useHandle(h -> h.execute(sql));
  }

  @Override
  public void close() {
    worker.drain(Duration.ofSeconds(5));
    access.close();
  }
}
