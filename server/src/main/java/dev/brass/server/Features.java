package dev.brass.server;

import dev.brass.connector.sandbox.SandboxMarketplace;
import dev.brass.server.account.Accounts;
import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.agentpay.AgentPurchaser;
import dev.brass.server.agentpay.PaymentListener;
import dev.brass.server.agentpay.Payments;
import dev.brass.server.agentpay.UnsettledPayments;
import dev.brass.server.api.v1.V1AftersalesListener;
import dev.brass.server.api.v1.V1CaseListener;
import dev.brass.server.api.v1.V1OrderListener;
import dev.brass.server.api.v2.V2CustomerMails;
import dev.brass.server.api.v2.V2OrderListener;
import dev.brass.server.api.v2.V2ReturnListener;
import dev.brass.server.bulk.BulkSettings;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.card.CardListener;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.config.DataFolder;
import dev.brass.server.config.DatabaseUrl;
import dev.brass.server.config.Settings;
import dev.brass.server.config.SharedSettings;
import dev.brass.server.connect.JobRun;
import dev.brass.server.connect.Proxies;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreReach;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Database;
import dev.brass.server.db.DatabaseClock;
import dev.brass.server.db.GatedPool;
import dev.brass.server.db.ServerDatabase;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.egress.OwnPorts;
import dev.brass.server.health.Health;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.mail.Mails;
import dev.brass.server.node.NodeSettings;
import dev.brass.server.onboarding.SandboxSettings;
import dev.brass.server.onboarding.Sandboxes;
import dev.brass.server.order.LogInErasing;
import dev.brass.server.order.OrderSettings;
import dev.brass.server.order.Orders;
import dev.brass.server.order.ReleasedOrders;
import dev.brass.server.order.SafetyMetrics;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalRows;
import dev.brass.server.personal.SearchWords;
import dev.brass.server.product.ProductSettings;
import dev.brass.server.product.Products;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.recovery.RecoverySettings;
import dev.brass.server.retailer.Platforms;
import dev.brass.server.retailer.StoreRecords;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Redaction;
import dev.brass.server.secret.Vault;
import dev.brass.server.support.Cases;
import dev.brass.server.template.Templates;
import dev.brass.server.tenant.TenantLimits;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.usage.Usage;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/// The features of this server, wired: each part gets the parts that it needs, and those that must
/// be closed are added to [Closer] in the order in which they are made.
final class Features {

  private static final int MARKETPLACE_CONNECTIONS = 8;

  /// The problems that keep this process from doing its work.
  final Health health = new Health();

  /// Whether no other node shares the database.
  final boolean soleNode;

  final Accounts accounts;
  final Bulks bulks;
  final CardPayments cards;
  final Cases cases;
  final InstantSource clock;
  final SandboxClocks clocks;
  final Database database;
  final Aftersales aftersales;
  final Jobs jobs;
  final LogInErasing logIns;
  final TenantLimits limits;
  final Mails mails;
  final SandboxMarketplace marketplace;
  final PrometheusMeterRegistry metrics;
  final Orders orders;
  final UnsettledPayments unsettled;
  final Payments payments;
  final PersonalRows personal;
  final Platforms platforms;
  final CardProcessors processors;
  final Products products;
  final NodeSettings nodes;

  /// The ports on which this server and its database listen.
  final OwnPorts ownPorts = new OwnPorts();

  final Proxies proxies;
  final WorkQuota quota;
  final AgentPurchaser purchaser;
  final OrderIntake intake;
  final RandomGenerator random;
  final StoreReach reach;
  final StoreRecords records;
  final Recovery recovery;
  final Sandboxes sandboxes;
  final Stores stores;
  final Templates templates;
  final Tenants tenants;
  final Usage usage;
  final Vault vault;
  final Wallets wallets;
  final Webhooks webhooks;

  /// Opens the database and makes everything that needs it.
  ///
  /// @param system this machine's clock
  /// @param onDatabaseTime whether to use the database's time instead
  /// @throws RuntimeException with one clear sentence when the start is not possible
  Features(Settings settings, InstantSource system, boolean onDatabaseTime, Closer parts) {
    DataFolder folder = new DataFolder(settings.data());
    folder.make();
    DatabaseUrl external = settings.database().url();
    soleNode = external == null;
    ServerDatabase opened =
        parts.add(
            "database",
            ServerDatabase.start(
                external == null ? null : external.reveal(),
                settings.data(),
                settings.database().connections(),
                settings.database().checkDurability()));
    opened.watch(health);
    database = opened.database();
    clock =
        onDatabaseTime ? parts.add("clock", DatabaseClock.start(database, system, health)) : system;
    GatedPool world =
        parts.add("marketplace", opened.pool(MARKETPLACE_CONNECTIONS, "brass-sandbox"));
    database.migrating(SandboxMarketplace::migrate);
    marketplace = SandboxMarketplace.of(world);
    metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    limits = QuotaSetup.limits(settings.limits(), database, clock);
    quota = QuotaSetup.work(settings.limits(), limits);
    random = RandomGeneratorFactory.getDefault().create();

    vault = Vault.open(database, new MasterKeySource(settings.masterKey(), folder), clock);
    tenants = parts.add("tenants", new Tenants(database, clock));
    jobs = new Jobs(database, clock);
    opened.ports().forEach(ownPorts::add);
    webhooks =
        parts.add(
            "webhooks",
            new Webhooks(
                database,
                jobs,
                vault,
                WebhookSettings.of(settings.webhooks(), reach(settings)),
                clock,
                metrics,
                ownPorts));
    stores = StoreSetup.stores(settings, marketplace);
    Duration patience = settings.webhooks().timeout();
    GuardedDns names = parts.add("names", GuardedDns.of(reach(settings), ownPorts, patience));
    GuardedDns outside =
        parts.add("public names", GuardedDns.of(AllowedNetworks.PUBLIC, ownPorts, patience));
    proxies = new Proxies(database.jdbi(), vault, names, clock);
    reach = parts.add("store reach", new StoreReach(database.jdbi(), stores, random, metrics));
    reach.start();
    StoreAccess access =
        parts.add(
            "stores",
            new StoreAccess(clock, Redaction::of, random, proxies, names, reach, new JobRun()));
    clocks = new SandboxClocks(database.jdbi(), jobs, clock);
    wallets = new Wallets(database.jdbi(), WalletSettings.of(settings.wallet()), clock);
    templates = new Templates();
    mails = new Mails(database, jobs, vault, tenants, templates, MailSetup.of(settings), clock);
    accounts = new Accounts(database.jdbi(), vault, jobs, clock);
    recovery =
        new Recovery(
            database,
            RecoverySettings.of(settings.recovery()),
            clock,
            new ReleasedOrders(jobs, clock));
    recovery.whenLost(vault::forgetDataKeys);
    recovery.whenLost(tenants::forgetKeys);
    records = new StoreRecords(database, clock);
    platforms =
        parts.add(
            "platforms",
            new Platforms(
                StoreSetup.connectors().values(), outside, names, reach(settings), clock));
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
            List.of(
                new V1OrderListener(),
                new V2OrderListener(),
                new V2CustomerMails(mails),
                records,
                new PaymentListener(),
                new CardListener()),
            OrderSettings.of(settings.orders()),
            clock,
            random,
            metrics);

    parts
        .add(
            "safety metrics",
            new SafetyMetrics(recovery, orders.history(), orders.strays(), metrics))
        .start();
    logIns = new LogInErasing(database, jobs, settings.orders().keepLogIns(), clock);
    aftersales =
        new Aftersales(
            database,
            vault,
            jobs,
            webhooks,
            orders,
            stores,
            access,
            clocks,
            wallets,
            List.of(new V1AftersalesListener(), new V2ReturnListener()),
            clock);
    cases =
        new Cases(
            database,
            vault,
            jobs,
            webhooks,
            orders,
            wallets,
            clocks,
            List.of(new V1CaseListener()),
            clock);
    intake = new OrderIntake(stores, accounts);
    bulks =
        new Bulks(
            database.jdbi(),
            vault,
            jobs,
            orders,
            wallets,
            intake,
            mails,
            tenants,
            BulkSettings.of(settings.bulk()),
            clock);
    products =
        new Products(
            database,
            jobs,
            stores,
            access,
            clocks,
            ProductSettings.of(settings.products()),
            clock,
            metrics);
    purchaser = new AgentPurchaser(orders, intake);
    unsettled = new UnsettledPayments(database.jdbi(), jobs, CardPayments::resumed, clock);
    payments =
        new Payments(
            database,
            vault,
            jobs,
            tenants,
            orders,
            wallets,
            unsettled,
            AgentSetup.rails(settings, database, clock),
            purchaser,
            recovery,
            clock);
    processors = StripeSetup.processors(settings, database);
    cards =
        new CardPayments(
            database,
            vault,
            jobs,
            orders,
            aftersales,
            processors,
            StripeSetup.fee(settings),
            intake,
            unsettled,
            recovery,
            clock);
    usage = parts.add("usage", new Usage(database, clock));

    nodes =
        parts.add(
            "node settings",
            new NodeSettings(
                database.jdbi(),
                vault,
                () -> tenants.find(Tenants.DEFAULT).orElseThrow().id(),
                Database.session(),
                name(),
                SharedSettings.of(settings),
                metrics));
    health.remark(this::remarks);
    SearchWords words = new SearchWords(database.jdbi(), vault, clock);
    recovery.whenLost(words::forget);
    personal =
        parts.add(
            "personal data",
            new PersonalRows(
                database,
                jobs,
                vault,
                words,
                Map.of(PersonalColumn.ORDER_REQUEST, Orders.words()),
                metrics));
    sandboxes =
        new Sandboxes(
            database,
            tenants,
            clocks,
            vault,
            personal,
            jobs,
            SandboxSettings.of(settings.sandbox(), settings.profile()),
            clock);
  }

  /// The kinds of all background jobs.
  List<JobKind> jobKinds() {
    return Stream.of(
            orders.kinds(),
            logIns.jobKinds(),
            aftersales.jobKinds(),
            cases.jobKinds(),
            products.jobKinds(),
            bulks.jobKinds(),
            webhooks.jobKinds(),
            mails.jobKinds(),
            sandboxes.jobKinds(),
            personal.jobKinds(),
            payments.jobKinds(),
            cards.jobKinds())
        .flatMap(List::stream)
        .toList();
  }

  /// Starts the jobs that no request starts.
  void startStandingJobs() {
    logIns.start();
    products.start();
    webhooks.start();
    mails.start();
    sandboxes.start();
    personal.start();
  }

  /// The name of this node in logs and status pages.
  static String name() {
    return "node-" + ProcessHandle.current().pid();
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    reach.unreachable().forEach(store -> remarks.add("the store " + store + " cannot be reached"));
    int different = nodes.differingKeys().size();
    if (different > 0) {
      remarks.add("nodes differ in " + different + " settings, see GET /admin/nodes");
    }
    personal.remark().ifPresent(remarks::add);
    return remarks;
  }

  /// A development server may call receivers on the same machine.
  private static AllowedNetworks reach(Settings settings) {
    return settings.webhooks().allowPrivate()
        ? AllowedNetworks.ANY
        : settings.profile() == Settings.Profile.DEVELOPMENT
            ? AllowedNetworks.PUBLIC_AND_LOOPBACK
            : AllowedNetworks.PUBLIC;
  }
}
