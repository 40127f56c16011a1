package dev.brass.server;

import dev.brass.connector.sandbox.SandboxMarketplace;
import dev.brass.server.account.Accounts;
import dev.brass.server.api.Api;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.HttpFront;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.RequestMetrics;
import dev.brass.server.api.Router;
import dev.brass.server.api.admin.AdminApi;
import dev.brass.server.api.batch.BatchApi;
import dev.brass.server.api.batch.BatchFinished;
import dev.brass.server.api.batch.InnerCalls;
import dev.brass.server.api.mail.MailApi;
import dev.brass.server.api.ops.OperatorCheck;
import dev.brass.server.api.ops.OpsApi;
import dev.brass.server.api.sandbox.SandboxApi;
import dev.brass.server.api.v1.V1AddaxApi;
import dev.brass.server.api.v1.V1Api;
import dev.brass.server.api.v1.V1CaseApi;
import dev.brass.server.api.v1.V1CaseNotices;
import dev.brass.server.api.v1.V1ErrandApi;
import dev.brass.server.api.v1.V1ErrandNotices;
import dev.brass.server.api.v1.V1Notices;
import dev.brass.server.api.v1.V1ProductApi;
import dev.brass.server.api.v1.V1ProxyApi;
import dev.brass.server.api.v2.V2AccountApi;
import dev.brass.server.api.v2.V2AgentApi;
import dev.brass.server.api.v2.V2AgentPurchaser;
import dev.brass.server.api.v2.V2Api;
import dev.brass.server.api.v2.V2BulkApi;
import dev.brass.server.api.v2.V2BulkGate;
import dev.brass.server.api.v2.V2CardPurchaser;
import dev.brass.server.api.v2.V2CustomerMails;
import dev.brass.server.api.v2.V2DeviceApi;
import dev.brass.server.api.v2.V2Notices;
import dev.brass.server.api.v2.V2PaymentApi;
import dev.brass.server.api.v2.V2ProductApi;
import dev.brass.server.api.v2.V2RetailerApi;
import dev.brass.server.api.v2.V2ReturnApi;
import dev.brass.server.api.v2.V2ReturnNotices;
import dev.brass.server.api.v2.V2SandboxApi;
import dev.brass.server.api.v2.V2StatsApi;
import dev.brass.server.api.v2.V2TrackingApi;
import dev.brass.server.batch.Batches;
import dev.brass.server.bulk.BulkSettings;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.card.CardNotices;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.config.DataFolder;
import dev.brass.server.config.DatabaseUrl;
import dev.brass.server.config.Settings;
import dev.brass.server.connect.Proxies;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.credential.MasterKeySource;
import dev.brass.server.credential.Redaction;
import dev.brass.server.credential.Vault;
import dev.brass.server.db.Database;
import dev.brass.server.db.GatedPool;
import dev.brass.server.db.ServerDatabase;
import dev.brass.server.errand.Errands;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.mail.Mails;
import dev.brass.server.onboarding.Devices;
import dev.brass.server.onboarding.Sandboxes;
import dev.brass.server.onboarding.SignIn;
import dev.brass.server.order.OrderSettings;
import dev.brass.server.order.Orders;
import dev.brass.server.outward.Names;
import dev.brass.server.outward.Reach;
import dev.brass.server.payment.PaymentNotices;
import dev.brass.server.payment.Payments;
import dev.brass.server.product.ProductSettings;
import dev.brass.server.product.Products;
import dev.brass.server.product.StoreSearch;
import dev.brass.server.retailer.Platforms;
import dev.brass.server.retailer.StoreRecords;
import dev.brass.server.stats.PublicStats;
import dev.brass.server.support.Cases;
import dev.brass.server.template.Templates;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.usage.Metering;
import dev.brass.server.usage.Usage;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Money;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Brass: database, stores, engine, doors. Made in the order in which its parts need each
/// other and closed in the reverse one. Thread-safe.
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int MARKETPLACE_CONNECTIONS = 8;
  private static final int MOST_CLIENTS = 10_000;
  private static final Duration IDLE_CLIENT = Duration.ofMinutes(2);

  /// How long work under way is waited for; with what follows it stays below ten seconds.
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final AtomicBoolean accepting = new AtomicBoolean(true);
  private String baseUrl = "";
  private Orders orders;
  private Errands errands;
  private Cases cases;
  private Products products;
  private Bulks bulks;
  private Sandboxes sandboxes;
  private Batches batches;
  private Payments payments;
  private CardPayments cards;
  private Tenants tenants;
  private SandboxMarketplace marketplace;

  /// Something to close, and what it is called when that fails.
  private record Part(String name, AutoCloseable closing) {}

  /// Starts everything. When this returns, requests are served.
  ///
  /// @param clock the system's
  /// @throws RuntimeException with one clear sentence when something is in the way; nothing is then
  ///     left running
  public static Server start(Settings settings, InstantSource clock) {
    Server server = new Server();
    try {
      server.open(settings, clock);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @SuppressWarnings("NullAway.Init") // open() sets what is missing, or nobody gets the server
  private Server() {}

  private void open(Settings settings, InstantSource clock) {
    DataFolder folder = new DataFolder(settings.data());
    DatabaseUrl external = settings.database().url();
    ServerDatabase opened =
        part(
            "database",
            ServerDatabase.start(
                external == null ? null : external.reveal(),
                settings.data(),
                settings.database().connections()));
    Database database = opened.database();
    GatedPool world = part("marketplace", opened.pool(MARKETPLACE_CONNECTIONS, "brass-sandbox"));
    marketplace = SandboxMarketplace.open(world);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RandomGenerator random = RandomGeneratorFactory.getDefault().create();

    Vault vault = Vault.open(database, new MasterKeySource(settings.masterKey(), folder), clock);
    tenants = part("tenants", new Tenants(database, clock));
    Jobs jobs = new Jobs(database, clock);
    Webhooks webhooks =
        part(
            "webhooks",
            new Webhooks(database, jobs, vault, webhookSettings(settings), clock, metrics));
    Stores stores = StoreSetup.stores(settings, marketplace);
    Names names = part("names", Names.of(reach(settings), settings.webhooks().timeout()));
    Proxies proxies = new Proxies(database.jdbi(), vault, names, clock);
    StoreAccess access =
        part("stores", new StoreAccess(clock, Redaction::of, random, proxies, names));
    SandboxClocks clocks = new SandboxClocks(database.jdbi(), jobs, clock);
    Wallets wallets = new Wallets(database.jdbi(), walletSettings(settings), clock);
    Templates templates = new Templates();
    Mails mails =
        new Mails(database, jobs, vault, tenants, templates, MailSetup.of(settings.mail()), clock);
    Accounts accounts = new Accounts(database.jdbi(), vault, jobs, clock);
    StoreRecords records = new StoreRecords(database, clock);
    Platforms platforms =
        part(
            "platforms",
            new Platforms(StoreSetup.connectors().values(), names, reach(settings), clock));
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
            List.of(
                new V1Notices(),
                new V2Notices(),
                new V2CustomerMails(mails),
                records,
                new PaymentNotices(jobs),
                new CardNotices(jobs)),
            orderSettings(settings),
            clock,
            random,
            metrics);

    errands =
        new Errands(
            database,
            vault,
            jobs,
            webhooks,
            orders,
            stores,
            access,
            clocks,
            wallets,
            List.of(new V1ErrandNotices(), new V2ReturnNotices()),
            clock);
    cases =
        new Cases(
            database, jobs, webhooks, orders, wallets, clocks, List.of(new V1CaseNotices()), clock);
    bulks =
        new Bulks(
            database.jdbi(),
            jobs,
            orders,
            wallets,
            new V2BulkGate(stores, accounts, wallets.settings()),
            mails,
            tenants,
            new BulkSettings(settings.bulk().mostRows(), settings.bulk().phone()),
            clock);
    products =
        new Products(
            database, jobs, stores, access, clocks, productSettings(settings), clock, metrics);
    V2AgentPurchaser purchaser =
        new V2AgentPurchaser(orders, stores, accounts, AgentSetup.money(settings));
    payments =
        new Payments(
            database,
            vault,
            jobs,
            tenants,
            orders,
            wallets,
            AgentSetup.rails(settings, database, clock),
            purchaser,
            clock);
    CardProcessors processors = StripeSetup.processors(settings, database);
    cards =
        new CardPayments(
            database,
            vault,
            jobs,
            orders,
            errands,
            processors,
            StripeSetup.fee(settings),
            new V2CardPurchaser(orders, stores, accounts, wallets.settings(), processors),
            clock);
    Usage usage = part("usage", new Usage(database, clock));

    sandboxes =
        new Sandboxes(
            database, tenants, clocks, vault, jobs, OnboardingSetup.sandbox(settings), clock);

    RequestMetrics requests = new RequestMetrics(metrics);
    HtmlPages pages = new HtmlPages(templates);
    SignIn signIn = new SignIn(tenants);
    PublicAddress address = OnboardingSetup.address(settings);
    List<Api> doors =
        List.of(
            new SandboxApi(tenants, clocks),
            new V1Api(
                tenants,
                orders,
                stores,
                webhooks,
                settings.v1().pendingStatus(),
                wallets.settings().currency()),
            new V1ErrandApi(
                tenants, orders, errands, stores, webhooks, settings.v1().pendingStatus()),
            new V1AddaxApi(tenants, wallets),
            new V1CaseApi(tenants, orders, cases),
            new V1ProductApi(
                tenants,
                stores,
                products,
                settings.v1().offerPriceUnit() == Settings.PriceUnit.CENTS),
            new V1ProxyApi(tenants, stores, proxies),
            new V2BulkApi(tenants, bulks),
            new V2ReturnApi(tenants, orders, errands),
            new V2ProductApi(
                tenants,
                stores,
                products,
                new StoreSearch(products, settings.products().searchTimeout()),
                usage,
                new Metering(wallets, settings.products().price(), usage),
                wallets.settings().currency(),
                clock),
            new V2RetailerApi(stores, records, platforms, clock),
            new V2TrackingApi(orders, pages),
            new V2StatsApi(new PublicStats(database, settings.wallet().currency(), clock)),
            new V2SandboxApi(tenants, sandboxes, signIn, pages, address, clock),
            new V2DeviceApi(
                tenants,
                new Devices(database, tenants, sandboxes, clock),
                sandboxes,
                wallets,
                signIn,
                pages,
                address,
                clock),
            new MailApi(mails, pages),
            new V2AccountApi(tenants, accounts),
            new V2PaymentApi(cards, pages, address, settings.stripe().webhookSecret(), clock),
            new V2Api(
                tenants,
                orders,
                errands,
                stores,
                webhooks,
                wallets,
                mails,
                accounts,
                processors,
                cards,
                address,
                clock));
    // What operations of batches may lead to: not to operators' doors, and not to batches.
    Router inner = new Router(doors, requests);
    batches =
        new Batches(
            database,
            jobs,
            vault,
            tenants,
            webhooks,
            List.of(new BatchFinished()),
            new InnerCalls(inner),
            BatchSetup.settings(settings.batch()),
            clock);

    if (settings.roles().contains(Settings.Role.WORKER)) {
      startWorker(external == null, database, jobs, clock, random, metrics, webhooks, mails);
    }
    if (settings.roles().contains(Settings.Role.API)) {
      OperatorCheck operators = new OperatorCheck(tenants);
      List<Api> all = new ArrayList<>();
      all.add(new OpsApi(database, accepting, metrics::scrape, operators));
      all.add(new AdminApi(operators, tenants, jobs, orders, wallets, errands, cases, mails));
      all.add(
          new BatchApi(
              tenants, batches, inner, Math.toIntExact(settings.http().maxBody().bytes())));
      all.add(
          new V2AgentApi(
              payments,
              purchaser,
              orders,
              errands,
              mails,
              cards,
              stores,
              products,
              new StoreSearch(products, settings.products().searchTimeout()),
              new Metering(wallets, 0, usage),
              new Money(settings.agent().dataPrice(), settings.wallet().currency()),
              address,
              clock));
      all.addAll(doors);
      serve(settings, new Router(all, requests), requests);
    }
    tenants.install(folder, baseUrl);
    if (settings.profile() == Settings.Profile.DEVELOPMENT) {
      LOG.warn(
          "development profile: live keys can buy at the sandbox's stores; set profile: production"
              + " for real orders");
    }
  }

  private void startWorker(
      boolean soleNode,
      Database database,
      Jobs jobs,
      InstantSource clock,
      RandomGenerator random,
      PrometheusMeterRegistry metrics,
      Webhooks webhooks,
      Mails mails) {
    List<JobKind> kinds = new ArrayList<>(orders.kinds());
    kinds.addAll(errands.jobKinds());
    kinds.addAll(cases.jobKinds());
    kinds.addAll(products.jobKinds());
    kinds.addAll(bulks.jobKinds());
    kinds.addAll(batches.jobKinds());
    kinds.addAll(webhooks.jobKinds());
    kinds.addAll(mails.jobKinds());
    kinds.addAll(sandboxes.jobKinds());
    kinds.addAll(payments.jobKinds());
    kinds.addAll(cards.jobKinds());
    JobWorker worker =
        new JobWorker(
            database,
            jobs,
            clock,
            kinds,
            random,
            metrics,
            WorkerSettings.of("node-" + ProcessHandle.current().pid(), soleNode));
    worker.start();
    products.start();
    webhooks.start();
    mails.start();
    sandboxes.start();
    batches.start();
    part("worker", () -> worker.drain(DRAIN));
  }

  private void serve(Settings settings, Router router, RequestMetrics requests) {
    HttpFront front =
        HttpFront.start(
            settings.host(),
            settings.port(),
            new HttpFront.Limits(
                Math.toIntExact(settings.http().maxBody().bytes()),
                BatchSetup.largerBodies(settings),
                MOST_CLIENTS,
                settings.http().readTimeout(),
                IDLE_CLIENT,
                Duration.ofSeconds(1),
                settings.http().behindProxy()),
            router,
            requests);
    part("http", front);
    String host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
    baseUrl = "http://" + host + ":" + front.port();
  }

  private static OrderSettings orderSettings(Settings settings) {
    return new OrderSettings(
        settings.orders().placeTimeout(),
        settings.orders().attempts(),
        settings.orders().reconcileAttempts(),
        settings.orders().duplicateWindow(),
        OrderSettings.DEFAULTS.retryAfter());
  }

  private static WalletSettings walletSettings(Settings settings) {
    return new WalletSettings(
        settings.wallet().mode() == Settings.Pay.PREPAID,
        settings.wallet().currency(),
        settings.wallet().orderFee());
  }

  private static ProductSettings productSettings(Settings settings) {
    return new ProductSettings(
        settings.products().maxAge(),
        settings.products().keep(),
        settings.products().mostKept(),
        settings.products().timeout());
  }

  /// A server under development calls receivers on the same machine.
  private static Reach reach(Settings settings) {
    return settings.webhooks().allowPrivate()
        ? Reach.ANY
        : settings.profile() == Settings.Profile.DEVELOPMENT
            ? Reach.PUBLIC_AND_LOOPBACK
            : Reach.PUBLIC;
  }

  private static WebhookSettings webhookSettings(Settings settings) {
    return new WebhookSettings(
        reach(settings),
        settings.webhooks().timeout(),
        settings.webhooks().giveUpAfter(),
        settings.webhooks().pauseAfter());
  }

  private <T extends AutoCloseable> T part(String name, T closing) {
    parts.push(new Part(name, closing));
    return closing;
  }

  /// Where it serves, such as `http://127.0.0.1:8080`; empty for a node without the API.
  public String baseUrl() {
    return baseUrl;
  }

  /// The tenant that the first start made, for programs that run a server inside.
  public TenantId defaultTenant() {
    return tenants.find(Tenants.DEFAULT).orElseThrow().id();
  }

  /// The orders, for programs that run a server inside.
  public Orders orders() {
    return orders;
  }

  /// The sandbox's world, for programs that check what it really got.
  public SandboxMarketplace marketplace() {
    return marketplace;
  }

  /// Drains and stops: no new work, running attempts end or are left safely in doubt.
  @Override
  public void close() {
    accepting.set(false);
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closing().close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly", part.name(), e);
      }
    }
  }
}
