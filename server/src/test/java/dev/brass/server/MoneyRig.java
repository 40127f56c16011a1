package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.Aftersales.Decided;
import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesPrivate;
import dev.brass.server.aftersales.AftersalesRequest;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.aftersales.ReturnDecision;
import dev.brass.server.agentpay.Bill;
import dev.brass.server.agentpay.Paid;
import dev.brass.server.agentpay.Payment;
import dev.brass.server.agentpay.Presented;
import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.CardTerms;
import dev.brass.server.card.NewCardPayment;
import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.config.Sources;
import dev.brass.server.connect.StoreTraffic;
import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.health.Health;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.Fulfilment;
import dev.brass.server.order.OrderAudit;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Payer;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.order.SellerCriteria;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.order.Submission;
import dev.brass.server.support.CaseMessage;
import dev.brass.server.support.CaseReason;
import dev.brass.server.support.Cases.Written;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Purchase;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.spi.Address;
import dev.brass.spi.Line;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.InstantShop;
import dev.brass.testkit.stripe.FakePayment;
import dev.brass.testkit.stripe.FakeStripe;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// All that money goes through, without the channels: orders at a store that the operator pays,
/// paid from a wallet, by invoice, by card and by agents, and all that gives money back.
final class MoneyRig implements AutoCloseable {

  static final long PRICE = 979;
  static final long CAP = 2_000;

  private static final String STORE = "shop";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
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

  final FakeStripe stripe = new FakeStripe(InstantSource.system(), FakeStripe.LIVE_KEY);
  final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  final InstantShop shop;
  final TenantId tenant;
  private final Closer parts = new Closer();
  final Features features;
  private final JobWorker worker;

  /// How an order is paid.
  enum Way {
    WALLET,
    INVOICE,
    CARD,
    AGENT
  }

  /// An order that was placed, and how it is known to who took its money.
  ///
  /// @param stripe what its payment is known by at Stripe; empty when the wallet pays
  record Bought(Way way, OrderKey key, String stripe) {}

  /// What an order has cost, and what of that came back.
  record Books(long paid, long back) {}

  MoneyRig(TestDatabase database, boolean prepaid) {
    Map<String, String> settings = new HashMap<>(stripe.agentSettings());
    settings.put("database.url", database.url());
    settings.put("wallet.mode", prepaid ? "prepaid" : "invoice");
    settings.put("wallet.order-fee", "100");
    settings.put("profile", "development");
    settings.put("database.check-durability", "false");
    try {
      Path folder = Files.createTempDirectory("brass-money-");
      settings.put("data", folder.toString());
      Path file =
          Files.writeString(
              folder.resolve("stores.yaml"),
              """
              stores:
                - code: shop
                  platform: instant
                  hosts: shop.example
                  paid-by: operator
                  settings: { host: shop.example }
              """);
      Settings effective =
          Configuration.load(
                  Sources.none()
                      .withDefaults(settings)
                      .withFlags(Map.of("config", file.toString())))
              .settings();
      features = new Features(effective, clock, false, parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shop =
        ((InstantConnector) features.stores.byCode(STORE, Mode.LIVE).orElseThrow().connector())
            .shop(STORE)
            .unitPrice(usd(PRICE))
            .shipsAtOnce();
    tenant = features.tenants.create("tenant-" + Ids.next()).orElseThrow().id();
    worker =
        new JobWorker(
            features.database,
            features.jobs,
            clock,
            features.jobKinds(),
            new StoreTraffic(features.stores, features.reach),
            RandomGenerator.getDefault(),
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
    worker.start();
  }

  static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  long balance() {
    return features.wallets.balance(tenant, Mode.LIVE).posted().minor();
  }

  void topUp(long cents) {
    features.wallets.topUp(tenant, Mode.LIVE, usd(cents), "", Ids.next().toString());
  }

  Bought place(Way way) {
    Bought bought =
        switch (way) {
          case WALLET, INVOICE -> fromWallet(way);
          case CARD -> byCard();
          case AGENT -> byAgent();
        };
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> features.orders.get(bought.key()).orElseThrow().state(),
            OrderState.Placed.class::isInstance);
    if (way == Way.CARD) {
      // An order that is placed before its payment knows it is looked at a second later.
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                clock.advance(Duration.ofSeconds(2));
                features.jobs.wake();
                return payment(bought).received() > 0;
              });
    }
    return bought;
  }

  private Bought fromWallet(Way way) {
    OrderSpec spec =
        new OrderSpec(
            STORE,
            List.of(new OrderLine(Ids.next(), "product-1", null, 1, List.of(), SellerCriteria.ANY)),
            new OrderSpec.Delivery(ADDRESS, new ShippingRule.Cheapest(), null, null),
            new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
            new OrderSpec.Terms(CAP, false, List.of(), List.of(), Fulfilment.WHOLE),
            OrderSpec.Reference.NONE,
            OrderSpec.Bundle.NONE,
            null);
    Submission submission =
        features.orders.submit(
            new OrderRequest(
                tenant, Mode.LIVE, "v2", spec, Payer.CURRENT, OrderPrivate.NONE, "{}", null));
    assertThat(submission).isInstanceOf(Submission.Accepted.class);
    return new Bought(way, ((Submission.Accepted) submission).order().key(), "");
  }

  private static ObjectNode body() {
    return (ObjectNode)
        JSON.readTree(
            """
            {"products": [{"url": "https://shop.example/p/product-1", "quantity": 1}],
             "max_price": %d,
             "shipping_address": {
               "first_name": "Tim", "last_name": "Beaver",
               "address_line1": "77 Massachusetts Avenue", "address_line2": "",
               "city": "Cambridge", "state": "MA", "postal_code": "02139",
               "phone_number": "5551230101", "country": "US"}}
            """
                .formatted(CAP));
  }

  private Bought byCard() {
    ObjectNode body = body();
    body.putObject("payment").put("mode", "card").put("payment_method", "pm_card_visa");
    String key = Ids.next().toString().replace("-", "");
    CardPayments.Begun begun =
        features.cards.begin(
            new NewCardPayment(
                tenant,
                Mode.LIVE,
                "v2",
                new CardTerms(CardTerms.Kind.CARD, "pm_card_visa", null, null, null),
                usd(CAP),
                usd(100),
                key,
                Secret.of(accepted(body.put("idempotency_key", key)))));
    CardPayment payment =
        features.cards.carryToOrder(((CardPayments.Begun.New) begun).payment()).payment();
    UUID order = Objects.requireNonNull(payment.order(), () -> payment.state().toString());
    return new Bought(Way.CARD, new OrderKey(tenant, new OrderId(order)), payment.id().toString());
  }

  private AcceptedOrder accepted(JsonNode body) {
    OrderDraft draft = OrderDraft.read(body);
    OrderIntake.Intake intake = features.intake.acceptPaid(draft, tenant, Mode.LIVE);
    return new AcceptedOrder(
        ((OrderIntake.Intake.Accepted) intake).spec(),
        body.toString(),
        body.toString(),
        draft.idempotencyKey());
  }

  private Bought byAgent() {
    byte[] body = body().toString().getBytes(StandardCharsets.UTF_8);
    Bill bill = new Bill(Payment.Purpose.ORDER, usd(CAP + 100), body, true, "An order", false);
    String header =
        features.payments.offers("shop.test", bill, List.of("stripe")).getFirst().header();
    ObjectNode credential = JSON.createObjectNode();
    ObjectNode challenge = credential.putObject("challenge");
    Matcher matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      challenge.put(matcher.group(1), matcher.group(2));
    }
    credential.putObject("payload").put("spt", stripe.token("pm_card_visa", CAP + 100));
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(credential.toString().getBytes(StandardCharsets.UTF_8));
    Paid<Void> paid =
        features.payments.order("shop.test", bill, new Presented.Credential(encoded), null);
    assertThat(paid).isInstanceOf(Paid.Ordered.class);
    Paid.Ordered<Void> ordered = (Paid.Ordered<Void>) paid;
    return new Bought(
        Way.AGENT,
        new OrderKey(ordered.payment().tenant(), new OrderId(ordered.order())),
        challenge.get("id").asString());
  }

  private FakePayment payment(Bought bought) {
    return stripe.payments("brass_payment", bought.stripe()).getFirst();
  }

  private PlacedOrder placed(Bought bought) {
    return features.orders.placed(bought.key()).orElseThrow();
  }

  /// Credits a return of an order as the operator; what can still come back when it is too much.
  Optional<Money> credit(Bought bought, Money refund) {
    PlacedOrder placed = placed(bought);
    Aftersales.Submission submission =
        features.aftersales.submit(
            new AftersalesRequest(
                bought.key().tenant(),
                Mode.LIVE,
                STORE,
                bought.key().id(),
                new AftersalesAction.Return(
                    placed.placement().merchantOrders().getFirst(),
                    List.of(new Line("product-1", null, 1, List.of())),
                    List.of(),
                    "damaged",
                    null,
                    null,
                    false,
                    null),
                AftersalesRequest.Overlap.STORE_DECIDES,
                new AftersalesPrivate(null, Map.of()),
                "{}",
                null));
    AftersalesTask opened = ((Aftersales.Submission.Accepted) submission).errand();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> features.aftersales.get(opened.tenant(), opened.id()).orElseThrow().state(),
            AftersalesState.Returned.class::isInstance);
    return switch (features.aftersales.decide(
        opened.tenant(), opened.id(), new ReturnDecision.Credited(refund, "sorry"))) {
      case Decided.Done _ -> Optional.empty();
      case Decided.TooMuch(var left) -> Optional.of(left);
      case Decided.NotNow(var errand) -> throw new AssertionError(errand.toString());
      case Decided.Unknown _ -> throw new AssertionError("no return");
    };
  }

  /// Refunds a part in a case; what can still come back when it is too much.
  Optional<Money> refundInCase(Bought bought, Money refund) {
    PlacedOrder placed = placed(bought);
    features.cases.open(placed, CaseReason.OTHER, "Hello?", null);
    return switch (features.cases.answer(
        placed, CaseMessage.Reply.PARTIAL_REFUND, "Sorry", refund)) {
      case Written.Done _ -> Optional.empty();
      case Written.TooMuch(var left) -> Optional.of(left);
      case Written other -> throw new AssertionError(other.toString());
    };
  }

  /// Refunds all that is left in a case; whether there was something.
  boolean refundRestInCase(Bought bought) {
    PlacedOrder placed = placed(bought);
    features.cases.open(placed, CaseReason.OTHER, "Hello?", null);
    return features.cases.answer(placed, CaseMessage.Reply.FULL_REFUND, "Sorry", null)
        instanceof Written.Done;
  }

  void callOff(Bought bought) {
    placed(bought)
        .placement()
        .merchantOrders()
        .forEach(part -> features.orders.calledOff(bought.key(), part, "burnt down", null));
  }

  /// What the books say, at Stripe where it has the money.
  Books books(Bought bought) {
    Books wallet =
        features
            .database
            .jdbi()
            .withHandle(
                handle ->
                    features.wallets.purchase(
                        handle, bought.key().tenant(), bought.key().id().value()))
            .map((Purchase p) -> new Books(p.paid().minor(), p.refunded().minor()))
            .orElse(new Books(0, 0));
    return switch (bought.way()) {
      case WALLET, INVOICE -> wallet;
      case CARD -> new Books(payment(bought).received(), payment(bought).refunded());
      // What the order did not need came back, too.
      case AGENT ->
          new Books(
              wallet.paid(),
              payment(bought).refunded() - (payment(bought).received() - wallet.paid()));
    };
  }

  /// Lets days go by until an order has given back so much.
  void untilBack(Bought bought, long back) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (books(bought).back() != back) {
                clock.advance(Duration.ofHours(25));
                features.jobs.wake();
              }
              return books(bought).back();
            },
            found -> found == back);
  }

  /// Nothing moves any more although days go by, and nothing is wrong with any book.
  void hasRest(List<Bought> all) {
    List<Books> before = all.stream().map(this::books).toList();
    clock.advance(Duration.ofDays(2));
    features.jobs.wake();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> features.database.jdbi().withHandle(MoneyRig::dueJobs) == 0);
    assertThat(all.stream().map(this::books).toList()).isEqualTo(before);
    audit();
  }

  private static long dueJobs(org.jdbi.v3.core.Handle handle) {
    return handle
        .createQuery("select count(*) from job where node is not null and state = 'ready'")
        .mapTo(Long.class)
        .one();
  }

  void audit() {
    assertThat(new WalletAudit(features.database.jdbi()).flaws()).isEmpty();
    assertThat(new OrderAudit(features.database.jdbi(), features.vault).flaws()).isEmpty();
  }

  @Override
  public void close() {
    worker.drain(Duration.ofSeconds(5));
    parts.close();
    stripe.close();
  }
}
