package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.connect.CallingRun;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreReach;
import dev.brass.server.connect.StoreRules;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.personal.SearchWords;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.recovery.RecoverySettings;
import dev.brass.server.secret.TestVault;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Address;
import dev.brass.spi.Connector;
import dev.brass.spi.Credential;
import dev.brass.spi.Money;
import dev.brass.spi.PaidBy;
import dev.brass.spi.Payment;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.InstantShop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// The order engine with everything that carries it and a store that answers at once.
final class EngineRig implements AutoCloseable {

  static final String STORE = "shop";
  static final OrderSettings QUICK =
      new OrderSettings(Duration.ofSeconds(2), 3, 4, Duration.ZERO, Duration.ofMillis(20), 2_000);

  static final Payer MANAGED = new Payer.ManagedAccount(Duration.ofHours(4));
  static final WalletSettings PREPAID = new WalletSettings(true, Currency.getInstance("USD"), 0);

  /// What the store is to the server.
  private record Terms(boolean sandbox, PaidBy paidBy, StoreRules rules) {}

  private static final Terms SANDBOX = new Terms(true, PaidBy.CLIENT, StoreRules.FREE);

  final InstantConnector connector;
  final InstantShop shop;
  final TenantId tenant;
  final Jobs jobs;
  final Orders orders;
  final Wallets wallets;
  final Recovery recovery;
  final StoreReach reach;
  private final StoreAccess access;
  private final Webhooks webhooks;
  private final Database database;
  private final InstantSource clock;
  private final Terms terms;
  private final Vault vault;
  private final Stores stores;
  private String missing = "";
  private @Nullable JobWorker worker;

  EngineRig(Database database, InstantSource clock) {
    this(database, clock, QUICK, null);
  }

  EngineRig(
      Database database, InstantSource clock, OrderSettings settings, @Nullable Connector other) {
    this(database, clock, settings, other, WalletSettings.DEFAULTS);
  }

  /// A rig.
  ///
  /// @param other a connector in place of the instant one; null for that
  EngineRig(
      Database database,
      InstantSource clock,
      OrderSettings settings,
      @Nullable Connector other,
      WalletSettings money) {
    this(
        database,
        clock,
        settings,
        other,
        money,
        new InstantConnector(),
        newTenant(database, clock),
        SANDBOX);
  }

  /// A rig whose store takes the operator's money, as a real one does.
  static EngineRig paidByOperator(Database database, InstantSource clock, WalletSettings money) {
    return new EngineRig(
        database,
        clock,
        QUICK,
        null,
        money,
        new InstantConnector(),
        newTenant(database, clock),
        new Terms(true, PaidBy.OPERATOR, StoreRules.FREE));
  }

  /// A rig whose store is a real one: it does not forget together with the database.
  static EngineRig real(Database database, InstantSource clock, InstantConnector connector) {
    return real(database, clock, connector, connector, newTenant(database, clock));
  }

  /// As above, with a connector that sells through the instant one.
  static EngineRig real(
      Database database,
      InstantSource clock,
      InstantConnector instant,
      Connector connector,
      TenantId tenant) {
    return new EngineRig(
        database,
        clock,
        QUICK,
        connector,
        WalletSettings.DEFAULTS,
        instant,
        tenant,
        new Terms(false, PaidBy.CLIENT, StoreRules.FREE));
  }

  /// A rig with a real store, which may be out of reach and has a pace.
  EngineRig(
      Database database,
      InstantSource clock,
      OrderSettings settings,
      Connector other,
      StoreRules rules) {
    this(
        database,
        clock,
        settings,
        other,
        WalletSettings.DEFAULTS,
        new InstantConnector(),
        newTenant(database, clock),
        new Terms(false, PaidBy.CLIENT, rules));
  }

  private static TenantId newTenant(Database database, InstantSource clock) {
    try (Tenants tenants = new Tenants(database, clock)) {
      return tenants.create("tenant-" + Ids.next()).orElseThrow().id();
    }
  }

  private EngineRig(
      Database database,
      InstantSource clock,
      OrderSettings settings,
      @Nullable Connector other,
      WalletSettings money,
      InstantConnector instant,
      TenantId tenant,
      Terms terms) {
    RandomGenerator random = RandomGenerator.getDefault();
    this.database = database;
    this.clock = clock;
    this.tenant = tenant;
    this.terms = terms;
    connector = instant;
    shop = connector.shop(STORE);
    vault = TestVault.open(database);
    jobs = new Jobs(database, clock);
    webhooks =
        new Webhooks(
            database, jobs, vault, WebhookSettings.DEFAULT, clock, new SimpleMeterRegistry());
    stores =
        new Stores(
            List.of(
                new ConfiguredStore(
                    STORE,
                    other == null ? connector : other,
                    new StoreSettings(Map.of()),
                    Set.of("shop.example"),
                    terms.sandbox(),
                    terms.paidBy(),
                    terms.rules())),
            true);
    reach =
        new StoreReach(
            database.jdbi(),
            stores,
            random,
            new SimpleMeterRegistry(),
            clock,
            () -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()));
    access = new StoreAccess(clock, text -> text, random, reach, CallingRun.NONE);
    SandboxClocks clocks = new SandboxClocks(database.jdbi(), jobs, clock);
    wallets = new Wallets(database.jdbi(), money, clock);
    recovery =
        new Recovery(database, RecoverySettings.DEFAULTS, clock, new ReleasedOrders(jobs, clock));
    orders =
        new Orders(
            database.jdbi(),
            vault,
            jobs,
            webhooks,
            stores,
            access,
            clocks,
            wallets,
            recovery,
            List.of(),
            settings,
            clock,
            random,
            new SimpleMeterRegistry());
  }

  /// Makes the tenant's keys, which are made apart from its first order otherwise.
  EngineRig withKeys() {
    vault.seal(tenant, "first", new byte[0]);
    new SearchWords(database.jdbi(), vault, clock).hashes(tenant, List.of("first"));
    return this;
  }

  /// Makes it a process that dies before it can run any job of that kind.
  EngineRig without(String kind) {
    missing = kind;
    return this;
  }

  /// The process that takes over, with the same database and store.
  EngineRig successor() {
    return successor(WalletSettings.DEFAULTS);
  }

  /// As above, where tenants pay otherwise.
  EngineRig successor(WalletSettings money) {
    close();
    return new EngineRig(database, clock, QUICK, null, money, connector, tenant, terms);
  }

  void topUp(long cents) {
    wallets.topUp(tenant, Mode.LIVE, Money.of(cents, "USD"), "", Ids.next().toString());
  }

  void work() {
    work(true);
  }

  /// Begins to run jobs.
  ///
  /// @param sole whether no other rig works on the database
  void work(boolean sole) {
    worker =
        new JobWorker(
            database,
            jobs,
            clock,
            orders.kinds().stream().filter(kind -> !kind.name().equals(missing)).toList(),
            StoreLimits.of(stores.keys()),
            RandomGenerator.getDefault(),
            new SimpleMeterRegistry(),
            new Health(),
            new WorkerSettings(
                "test",
                sole,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                5,
                Duration.ofDays(1),
                false));
    worker.start();
  }

  Order submit() {
    return submit(spec("product-1", null), OrderPrivate.NONE);
  }

  Order submit(OrderSpec spec, OrderPrivate secrets) {
    return accepted(orders.submit(request(spec, secrets, null)));
  }

  static Order accepted(Submission submission) {
    assertThat(submission).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) submission).order();
  }

  OrderRequest request(OrderSpec spec, OrderPrivate secrets, @Nullable String key) {
    return request(spec, Payer.CLASSIC, secrets, key);
  }

  OrderRequest request(OrderSpec spec, Payer payer, OrderPrivate secrets, @Nullable String key) {
    return new OrderRequest(
        tenant,
        Mode.LIVE,
        "v1",
        spec,
        payer,
        secrets,
        "{}",
        key == null ? null : new OrderRequest.Idempotency("v1", key, spec.toString()));
  }

  static OrderPrivate card() {
    return new OrderPrivate(
        new Payment.Card("Ben Bitdiddle", Secret.of("5555555555554444"), Secret.of("123"), 1, 2030),
        new Credential("tim@example.com", Secret.of("canary-password"), null, null),
        Map.of());
  }

  static OrderSpec spec(String productId, @Nullable Long maxPrice) {
    return new OrderSpec(
        STORE,
        List.of(new OrderLine(Ids.next(), productId, null, 1, List.of(), SellerCriteria.ANY)),
        new OrderSpec.Delivery(
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
                null),
            new ShippingRule.Cheapest(),
            null,
            null),
        new OrderSpec.Payment(OrderSpec.Pay.CARD, null, null),
        new OrderSpec.Terms(maxPrice, false, List.of(), List.of(), Fulfilment.WHOLE),
        OrderSpec.Reference.NONE,
        OrderSpec.Bundle.NONE,
        null);
  }

  /// What is bought by an account of the operator's, for [#MANAGED].
  static OrderSpec funded(String productId, long cap) {
    OrderSpec s = spec(productId, cap);
    return new OrderSpec(
        s.store(),
        s.lines(),
        new OrderSpec.Delivery(s.delivery().to(), s.delivery().shipping(), null, null),
        new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
        new OrderSpec.Terms(s.terms().maxPrice(), false, List.of(), List.of(), Fulfilment.WHOLE),
        OrderSpec.Reference.NONE,
        OrderSpec.Bundle.NONE,
        null);
  }

  <S extends OrderState> S await(Order order, Class<S> state) {
    return state.cast(
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> orders.get(order.key()).orElseThrow().state(), state::isInstance));
  }

  /// Waits for a state, letting the clock run to the next due job of the order whenever none of its
  /// jobs runs or is due: so that no time passes while the store is being asked.
  <S extends OrderState> S awaitLater(TestClock time, Order order, Class<S> state) {
    return state.cast(
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  OrderState now = orders.get(order.key()).orElseThrow().state();
                  if (!state.isInstance(now)) {
                    runClock(time, order);
                  }
                  return now;
                },
                state::isInstance));
  }

  private void runClock(TestClock time, Order order) {
    Instant now = time.instant();
    List<Instant> due =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select case when node is null then due_at end from job where subject = ?"
                                + " and finished_at is null")
                        .bind(0, order.id().value())
                        .map((row, _) -> row.getObject(1, OffsetDateTime.class))
                        .stream()
                        .map(at -> at == null ? now : at.toInstant())
                        .toList());
    if (!due.isEmpty() && due.stream().allMatch(now::isBefore)) {
      Instant next = due.stream().min(Instant::compareTo).orElseThrow();
      time.advance(Duration.between(now, next).plusMillis(1));
      jobs.wake();
    }
  }

  List<String> timeline(Order order) {
    return orders.timeline(order.key()).stream()
        .map(e -> e.event().getClass().getSimpleName())
        .toList();
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.drain(Duration.ofSeconds(5));
      worker = null;
    }
    webhooks.close();
    access.close();
  }
}
