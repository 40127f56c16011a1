package dev.brass.server.api.v2;

import static dev.brass.server.api.Retry.NEVER;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.agentpay.AgentPurchaser;
import dev.brass.server.agentpay.Payments;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.card.CardPayments;
import dev.brass.server.connect.Stores;
import dev.brass.server.mail.Mails;
import dev.brass.server.onboarding.AddressRateLimit;
import dev.brass.server.order.Orders;
import dev.brass.server.product.Products;
import dev.brass.server.product.StoreSearch;
import dev.brass.server.usage.Metering;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Money;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// The channel for programs without an account: they pay for each request (Zinc API docs, Agent
/// endpoints; MPP spec).
public final class V2AgentApi extends V2Part {

  private static final String ROOT = "/agent";
  private static final String ORDERS = ROOT + "/orders";
  private static final String PRODUCT = ROOT + "/products/";
  private static final String SEARCH = ROOT + "/search";

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// No key is needed here, and each payment that is presented is stored for a while.
  private static final int LARGEST_BODY = 64 * 1024;

  private final Payments payments;
  private final AgentPurchaser purchaser;
  private final Orders orders;
  private final OrderAnswers answers;
  private final Stores stores;
  private final Products products;
  private final StoreSearch search;
  private final DataMeter meter;
  private final WalletSettings money;
  private final Money dataPrice;
  private final PublicAddress address;
  private final int perAddress;
  private final InstantSource clock;

  /// The channel.
  ///
  /// @param metering counts answers without charging for them
  /// @param money prepaid, with an agent's fee on top of the store's price
  /// @param dataPrice of one answer
  /// @param perAddress payments that one address may present per minute
  /// @param clock the system clock
  public V2AgentApi(
      Payments payments,
      AgentPurchaser purchaser,
      Orders orders,
      Aftersales aftersales,
      Mails mails,
      CardPayments cards,
      Stores stores,
      Products products,
      StoreSearch search,
      Metering metering,
      WalletSettings money,
      Money dataPrice,
      PublicAddress address,
      int perAddress,
      InstantSource clock) {
    this.perAddress = perAddress;
    this.clock = clock;
    this.payments = payments;
    this.purchaser = purchaser;
    this.orders = orders;
    this.answers = new OrderAnswers(orders, aftersales, mails, cards, json);
    this.stores = stores;
    this.products = products;
    this.search = search;
    this.meter = new DataMeter(metering, clock);
    this.money = money;
    this.dataPrice = dataPrice;
    this.address = address;
  }

  @Override
  public void routes(Routes routes) {
    AgentCheckout till =
        new AgentCheckout(payments, address, new AddressRateLimit(perAddress, MINUTE, clock), json);
    DataQuery reader = new DataQuery(stores, true);
    AgentData data = new AgentData(till, payments, meter, dataPrice);
    post(routes, ORDERS, new AgentOrders(till, payments, purchaser, money, orders, answers, json));
    post(
        routes,
        SEARCH,
        data.sold("search", m -> new SearchStores(stores, search, m, dataPrice.currency(), json)));
    post(
        routes,
        PRODUCT + "search",
        data.sold("product search", m -> new ProductEndpoints.Search(reader, products, m, json)));
    post(
        routes,
        PRODUCT + "offers",
        data.sold("product offers", m -> new ProductEndpoints.Offers(reader, products, m, json)));
    post(
        routes,
        PRODUCT + "details",
        data.sold("product details", m -> new ProductEndpoints.Details(reader, products, m, json)));
    Discovery discovery = new Discovery(payments, dataPrice, address, json);
    routes.get("/openapi.json").open(discovery::openApi);
    routes.get("/llms.txt").open(discovery::llms);
  }

  private static void post(Routes routes, String path, Endpoint endpoint) {
    routes.post(path).retry(NEVER).largest(LARGEST_BODY).open(endpoint);
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    Reply reply = super.failed(request, problem);
    return problem instanceof V2Problem p
            && p.details() != null
            && AgentAnswers.IN_DOUBT.equals(p.details().get("reason"))
        ? reply.with("Retry-After", "2")
        : reply;
  }

  /// The answer of all parts of this channel while no payment method is configured.
  static V2Problem closed() {
    return new V2Problem(
        404,
        "not_found",
        "This server accepts no payments from agents; ask its operator, or use an API key",
        Map.of("resource", "Payment methods"));
  }

  /// The error for a real order when only test payments are possible.
  static V2Problem playMoney() {
    return new V2Problem(
        404,
        "not_found",
        "This server accepts test payments only, for sandbox stores; use an API key",
        Map.of("resource", "Payment methods", "reason", "play_money"));
  }

  /// The error for a price too small for all payment methods.
  static V2Problem tooLittle(Money price) {
    return new V2Problem(
        404,
        "not_found",
        "This server accepts no payments of " + price + " from agents; use an API key",
        Map.of("resource", "Payment methods"));
  }
}
