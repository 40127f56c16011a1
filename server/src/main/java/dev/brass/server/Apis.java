package dev.brass.server;

import dev.brass.server.api.Api;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Router;
import dev.brass.server.api.admin.AdminApi;
import dev.brass.server.api.batch.BatchApi;
import dev.brass.server.api.mail.MailApi;
import dev.brass.server.api.ops.DocsApi;
import dev.brass.server.api.ops.OperatorCheck;
import dev.brass.server.api.ops.OpsApi;
import dev.brass.server.api.sandbox.SandboxApi;
import dev.brass.server.api.v1.V1AddaxApi;
import dev.brass.server.api.v1.V1AftersalesApi;
import dev.brass.server.api.v1.V1Api;
import dev.brass.server.api.v1.V1CaseApi;
import dev.brass.server.api.v1.V1ProductApi;
import dev.brass.server.api.v1.V1ProxyApi;
import dev.brass.server.api.v2.V2AccountApi;
import dev.brass.server.api.v2.V2AgentApi;
import dev.brass.server.api.v2.V2Api;
import dev.brass.server.api.v2.V2BulkApi;
import dev.brass.server.api.v2.V2DeviceApi;
import dev.brass.server.api.v2.V2PaymentApi;
import dev.brass.server.api.v2.V2ProductApi;
import dev.brass.server.api.v2.V2RetailerApi;
import dev.brass.server.api.v2.V2ReturnApi;
import dev.brass.server.api.v2.V2SandboxApi;
import dev.brass.server.api.v2.V2StatsApi;
import dev.brass.server.api.v2.V2TrackingApi;
import dev.brass.server.batch.Batches;
import dev.brass.server.config.Settings;
import dev.brass.server.onboarding.Devices;
import dev.brass.server.onboarding.SignIn;
import dev.brass.server.order.FundingRule;
import dev.brass.server.product.StoreSearch;
import dev.brass.server.stats.PublicStats;
import dev.brass.server.usage.Metering;
import dev.brass.spi.Money;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// The channels of this server: the APIs, in the order in which they are matched against a path.
final class Apis {

  private final Features f;
  private final Settings settings;
  private final InstantSource clock;
  private final HtmlPages pages;
  private final PublicAddress address;

  /// The APIs.
  ///
  /// @param clock the system clock
  Apis(Features features, Settings settings, InstantSource clock) {
    this.f = features;
    this.settings = settings;
    this.clock = clock;
    this.pages = new HtmlPages(f.templates);
    this.address = OnboardingSetup.address(settings);
  }

  /// The APIs of tenants, which operations of batches may call.
  List<Api> ofTenants() {
    SignIn signIn = new SignIn(f.tenants);
    return List.of(
        new SandboxApi(f.tenants, f.clocks, clock),
        new V1Api(
            f.tenants,
            f.orders,
            f.stores,
            f.webhooks,
            new FundingRule(f.stores, f.wallets.settings()),
            settings.v1().pendingStatus()),
        new V1AftersalesApi(
            f.tenants, f.orders, f.aftersales, f.stores, f.webhooks, settings.v1().pendingStatus()),
        new V1AddaxApi(f.tenants, f.wallets),
        new V1CaseApi(f.tenants, f.orders, f.cases),
        new V1ProductApi(
            f.tenants,
            f.stores,
            f.products,
            settings.v1().offerPriceUnit() == Settings.PriceUnit.CENTS),
        new V1ProxyApi(f.tenants, f.stores, f.proxies),
        new V2BulkApi(
            f.tenants, f.bulks, f.limits, Math.toIntExact(settings.bulk().maxBody().bytes())),
        new V2ReturnApi(f.tenants, f.orders, f.aftersales),
        new V2ProductApi(
            f.tenants,
            f.stores,
            f.products,
            search(),
            f.usage,
            new Metering(f.wallets, settings.products().price(), f.usage),
            f.wallets.settings().currency(),
            clock),
        new V2RetailerApi(f.stores, f.records, f.platforms, clock),
        new V2TrackingApi(f.orders, pages),
        new V2StatsApi(
            new PublicStats(
                f.database,
                f.vault,
                settings.wallet().currency(),
                () -> f.reach.unreachable().isEmpty(),
                clock)),
        new V2SandboxApi(f.tenants, f.sandboxes, signIn, pages, address, clock),
        new V2DeviceApi(
            f.tenants,
            new Devices(f.database, f.tenants, f.sandboxes, clock),
            f.sandboxes,
            f.wallets,
            signIn,
            pages,
            address,
            clock),
        new MailApi(f.mails, pages),
        new V2AccountApi(f.tenants, f.accounts),
        new V2PaymentApi(f.cards, pages, address, settings.stripe().webhookSecret(), clock),
        new V2Api(
            f.tenants,
            f.orders,
            f.aftersales,
            f.webhooks,
            f.wallets,
            f.mails,
            f.intake,
            f.processors,
            f.cards,
            address));
  }

  /// The API that reports the health of this process.
  Api ofHealth(AtomicBoolean accepting) {
    return new OpsApi(
        f.health, f.recovery, accepting, f.metrics::scrape, new OperatorCheck(f.tenants));
  }

  /// The APIs that no operation of a batch may call: operators' channels, batches themselves, and
  /// endpoints that are paid with the request.
  ///
  /// @param inner the APIs that operations may call
  /// @param accepting whether the server takes requests
  List<Api> ofOthers(Batches batches, Router inner, AtomicBoolean accepting) {
    OperatorCheck operators = new OperatorCheck(f.tenants);
    return List.of(
        ofHealth(accepting),
        new DocsApi(pages),
        new AdminApi(
            operators,
            f.tenants,
            f.jobs,
            f.orders,
            f.recovery,
            f.wallets,
            f.aftersales,
            f.cases,
            f.mails,
            f.stores,
            f.reach,
            f.nodes,
            f.unsettled,
            f.limits,
            clock),
        new BatchApi(
            f.tenants,
            batches,
            inner,
            f.limits,
            address,
            Math.toIntExact(settings.batch().maxBody().bytes()),
            Math.toIntExact(settings.http().maxBody().bytes())),
        new V2AgentApi(
            f.payments,
            f.purchaser,
            f.orders,
            f.aftersales,
            f.mails,
            f.cards,
            f.stores,
            f.products,
            search(),
            new Metering(f.wallets, 0, f.usage),
            AgentSetup.money(settings),
            new Money(settings.agent().dataPrice(), settings.wallet().currency()),
            address,
            settings.agent().perAddress(),
            clock));
  }

  private StoreSearch search() {
    return new StoreSearch(f.products, settings.products().searchTimeout());
  }
}
