package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.LostCommits;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.TestVault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.wallet.Balance;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.StoreException;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Finding;
import dev.brass.testkit.instant.Placing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What orders do to wallets. After each test the accounts add up, and every order has the
/// transfers that its state demands.
class OrderFundsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private EngineRig rig;

  @BeforeEach
  void start() {
    rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, null, EngineRig.PREPAID);
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(new WalletAudit(DB.database().jdbi()).flaws()).isEmpty();
    assertThat(new OrderAudit(DB.database().jdbi(), TestVault.open(DB.database())).flaws())
        .isEmpty();
  }

  private void topUp(long amount) {
    rig.topUp(amount);
  }

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  private Submission submit(long hold, @Nullable String key) {
    return rig.orders.submit(
        rig.request(
            EngineRig.funded("product-1", hold), EngineRig.MANAGED, OrderPrivate.NONE, key));
  }

  private Order funded(long hold) {
    return EngineRig.accepted(submit(hold, null));
  }

  private void has(long posted, long held) {
    assertThat(rig.wallets.balance(rig.tenant, Mode.LIVE))
        .isEqualTo(new Balance(usd(posted), usd(held)));
  }

  @Test
  void aPlacedOrderCostsWhatTheStoreCharged() {
    topUp(10_000);
    Order order = funded(5000);
    has(10_000, 5000);
    rig.work();
    OrderState.Placed placed = rig.await(order, OrderState.Placed.class);
    assertThat(placed.placement().price().total()).isEqualTo(usd(1000));
    has(9000, 0);
  }

  @Test
  void anOrderThatIsPaidOtherwiseCostsNoStatement() {
    List<String> statements = Collections.synchronizedList(new ArrayList<>());
    DB.database()
        .jdbi()
        .setSqlLogger(
            new SqlLogger() {
              @Override
              public void logAfterExecution(StatementContext context) {
                statements.add(String.valueOf(context.getRawSql()));
              }
            });
    rig.work();
    rig.await(rig.submit(), OrderState.Placed.class);
    assertThat(statements).isNotEmpty().noneMatch(sql -> sql.contains("wallet_"));
  }

  @Test
  void aFailedOrderCostsNothing() {
    topUp(10_000);
    rig.shop.next(new Placing.Refuse(ErrorCode.CREDIT_CARD_DECLINED.error()));
    rig.work();
    rig.await(funded(5000), OrderState.Failed.class);
    has(10_000, 0);
  }

  @Test
  void aCancelledOrderCostsNothing() {
    topUp(10_000);
    Order order = funded(5000);
    assertThat(rig.orders.cancel(order.key(), "changed my mind", true)).isPresent();
    has(10_000, 0);
    assertThat(rig.orders.cancel(order.key(), "again", true)).isPresent();
    has(10_000, 0);
  }

  @Test
  void anOrderThatWaitsForAPersonKeepsItsHold() {
    topUp(10_000);
    rig.shop.next(
        new Placing.Act(new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "look", Map.of())));
    rig.work();
    Order order = funded(5000);
    rig.await(order, OrderState.NeedsAction.class);
    has(10_000, 5000);
    rig.orders.resume(order.key());
    rig.await(order, OrderState.Placed.class);
    has(9000, 0);
  }

  @Test
  void whatIsInDoubtKeepsItsHoldUntilTheStoreTells() {
    topUp(10_000);
    rig.shop.next(new Placing.ThrowAfter(StoreException.answerLost("closed", new IOException())));
    rig.work();
    Order order = funded(5000);
    advanceUntil(order, OrderState.Placed.class);
    has(9000, 0);
  }

  @Test
  void whatNobodyCanTellIsNotPaid() {
    topUp(10_000);
    rig.shop.next(new Placing.ThrowAfter(StoreException.answerLost("closed", new IOException())));
    Finding unknown = new Finding.Unknown("index down");
    rig.shop.nextFinds(unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown);
    rig.work();
    Order order = funded(5000);
    advanceUntil(order, OrderState.Failed.class);
    has(10_000, 0);
  }

  @Test
  void whatTheRetailerCallsOffComesBack() {
    topUp(10_000);
    rig.work();
    Order order = funded(5000);
    rig.await(order, OrderState.Placed.class);
    has(9000, 0);
    rig.shop.callOffAll("burnt down");
    advanceUntil(order, OrderState.CancelledByRetailer.class);
    has(10_000, 0);
  }

  @Test
  void anOrderInAnotherCurrencyFailsBeforeAnythingIsBought() {
    topUp(10_000);
    rig.shop.unitPrice(Money.of(1000, "EUR"));
    rig.work();
    OrderState.Failed failed = rig.await(funded(5000), OrderState.Failed.class);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.PAYMENT_INFO_PROBLEM);
    assertThat(failed.error().message()).contains("EUR", "USD", "nothing was bought");
    assertThat(rig.shop.orders()).isZero();
    has(10_000, 0);
  }

  @Test
  void anOrderWhoseFirstAttemptIsTooLateFails() {
    topUp(10_000);
    Order order = funded(5000);
    clock.advance(Duration.ofHours(4).plusSeconds(1));
    rig.work();
    OrderState.Failed failed = rig.await(order, OrderState.Failed.class);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.ZMA_TEMPORARILY_OVERLOADED);
    assertThat(rig.orders.get(order.key()).orElseThrow().attempts()).isZero();
    assertThat(rig.shop.orders()).isZero();
    has(10_000, 0);
  }

  @Test
  void anOrderWithoutMoneyIsNotStoredAndItsKeyStaysFree() {
    assertThat(submit(5000, "key")).isEqualTo(new Submission.Unfunded(usd(5000), usd(0)));
    topUp(4999);
    assertThat(submit(5000, "key")).isEqualTo(new Submission.Unfunded(usd(5000), usd(4999)));
    assertThat(rig.orders.submittedWith(rig.tenant, Mode.LIVE, "v1", "key")).isEmpty();
    has(4999, 0);
    topUp(1);
    OrderId id = EngineRig.accepted(submit(5000, "key")).id();
    assertThat(submit(5000, "key")).isEqualTo(new Submission.Duplicate(id, false));
    has(5000, 5000);
  }

  @Test
  void onInvoiceNothingIsHeldAndWhatWasPlacedIsOwed() {
    try (EngineRig later = new EngineRig(DB.database(), clock)) {
      OrderRequest request =
          later.request(
              EngineRig.funded("product-1", 5000), EngineRig.MANAGED, OrderPrivate.NONE, null);
      Order order = EngineRig.accepted(later.orders.submit(request));
      assertThat(later.wallets.balance(later.tenant, Mode.LIVE))
          .isEqualTo(new Balance(usd(0), usd(0)));
      later.work();
      later.await(order, OrderState.Placed.class);
      assertThat(later.wallets.balance(later.tenant, Mode.LIVE).available()).isEqualTo(usd(-1000));
    }
  }

  /// What the operator pays, as a real store's orders are.
  private void atAStoreOfTheOperators(WalletSettings money, Consumer<EngineRig> test) {
    try (EngineRig real = EngineRig.paidByOperator(DB.database(), clock, money)) {
      test.accept(real);
    }
  }

  private static Submission plain(EngineRig real, @Nullable Long cap, @Nullable String key) {
    return real.orders.submit(
        real.request(EngineRig.spec("product-1", cap), Payer.CLASSIC, EngineRig.card(), key));
  }

  @Test
  void anOrderThatSaysNothingOfMoneyIsHeldForWhereTheOperatorPays() {
    atAStoreOfTheOperators(
        EngineRig.PREPAID,
        real -> {
          assertThat(plain(real, 5000L, "key"))
              .isEqualTo(new Submission.Unfunded(usd(5000), usd(0)));
          assertThat(plain(real, null, "key")).isEqualTo(new Submission.CapMissing());
          assertThat(real.orders.submittedWith(real.tenant, Mode.LIVE, "v1", "key")).isEmpty();
          real.topUp(5000);
          Order order = EngineRig.accepted(plain(real, 5000L, "key"));
          assertThat(real.wallets.balance(real.tenant, Mode.LIVE).held()).isEqualTo(usd(5000));
          // The same key is known, whatever else is said with it.
          assertThat(plain(real, null, "key"))
              .isEqualTo(new Submission.Duplicate(order.id(), false));
          real.work();
          real.await(order, OrderState.Placed.class);
          assertThat(real.wallets.balance(real.tenant, Mode.LIVE))
              .isEqualTo(new Balance(usd(4000), usd(0)));
        });
  }

  @Test
  void onInvoiceWhatIsOwedIsInTheStoresCurrencyAndComesBack() {
    atAStoreOfTheOperators(
        WalletSettings.DEFAULTS,
        real -> {
          real.shop.unitPrice(Money.of(1000, "GBP"));
          real.work();
          Order order = EngineRig.accepted(plain(real, null, null));
          real.await(order, OrderState.Placed.class);
          assertThat(owed(real)).containsExactly("purchase -1000 GBP");
          Order capped = EngineRig.accepted(plain(real, 1000L, null));
          real.await(capped, OrderState.Placed.class);
          PlacedOrder placed = real.orders.placed(capped.key()).orElseThrow();
          real.orders.calledOff(
              capped.key(), placed.placement().merchantOrders().getFirst(), "burnt down", null);
          real.await(capped, OrderState.CancelledByRetailer.class);
          assertThat(owed(real))
              .containsExactly("refund 1000 GBP", "purchase -1000 GBP", "purchase -1000 GBP");
        });
  }

  private static List<String> owed(EngineRig real) {
    return real.wallets.transactions(real.tenant, Mode.LIVE, 10, 0).items().stream()
        .map(t -> t.kind().code() + " " + t.amount().minor() + " " + t.amount().currency())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"GBP, 10", "JPY, 10", "MXN, 10"})
  void aCapInOneCurrencyBuysNothingInAnother(String currency, long unitPrice) {
    atAStoreOfTheOperators(
        EngineRig.PREPAID,
        real -> {
          real.shop.unitPrice(Money.of(unitPrice, currency));
          real.topUp(50_000);
          real.work();
          for (Payer payer :
              List.of(
                  Payer.CLASSIC,
                  Payer.CURRENT,
                  EngineRig.MANAGED,
                  new Payer.Card(UUID.randomUUID(), usd(5000), false),
                  new Payer.InAdvance(usd(5100), usd(100), false))) {
            Order order =
                EngineRig.accepted(
                    real.orders.submit(
                        real.request(
                            EngineRig.spec("product-1", 5000L), payer, EngineRig.card(), null)));
            OrderState.Failed failed = real.await(order, OrderState.Failed.class);
            assertThat(failed.error().code()).isEqualTo(ErrorCode.PAYMENT_INFO_PROBLEM);
            assertThat(failed.error().message()).contains(currency, "USD", "nothing was bought");
          }
          assertThat(real.shop.orders()).isZero();
          assertThat(real.wallets.balance(real.tenant, Mode.LIVE))
              .isEqualTo(new Balance(usd(50_000), usd(0)));
        });
  }

  @ParameterizedTest
  @CsvSource({"GBP, 999, 1000", "JPY, 999, 1000", "MXN, 1000, 1000"})
  void whereNothingIsHeldTheCapIsInTheStoresCurrency(String currency, long cap, long price) {
    atAStoreOfTheOperators(
        WalletSettings.DEFAULTS,
        real -> {
          real.shop.unitPrice(Money.of(price, currency));
          real.work();
          Order order = EngineRig.accepted(plain(real, cap, null));
          if (cap < price) {
            OrderState.Failed failed = real.await(order, OrderState.Failed.class);
            assertThat(failed.error().code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
            assertThat(owed(real)).isEmpty();
          } else {
            real.await(order, OrderState.Placed.class);
            assertThat(owed(real)).containsExactly("purchase -1000 MXN");
          }
        });
  }

  @Test
  void aBundledOrderIsHeldForAndItsCapBuysNothingInAnotherCurrency() {
    atAStoreOfTheOperators(
        EngineRig.PREPAID,
        real -> {
          real.topUp(50_000);
          real.shop.unitPrice(Money.of(4000, "GBP"));
          real.work();
          Order first = EngineRig.accepted(real.orders.submit(bundled(real, "product-1")));
          Order second = EngineRig.accepted(real.orders.submit(bundled(real, "product-2")));
          for (Order order : List.of(first, second)) {
            advanceUntil(real, order, OrderState.Failed.class);
            assertThat(
                    ((OrderState.Failed) real.orders.get(order.key()).orElseThrow().state())
                        .error()
                        .code())
                .isEqualTo(ErrorCode.PAYMENT_INFO_PROBLEM);
          }
          assertThat(real.shop.orders()).isZero();
          assertThat(real.wallets.balance(real.tenant, Mode.LIVE))
              .isEqualTo(new Balance(usd(50_000), usd(0)));
          real.shop.unitPrice(usd(4000));
          Order third = EngineRig.accepted(real.orders.submit(bundled(real, "product-3")));
          Order fourth = EngineRig.accepted(real.orders.submit(bundled(real, "product-4")));
          advanceUntil(real, third, OrderState.Placed.class);
          advanceUntil(real, fourth, OrderState.Placed.class);
          assertThat(real.wallets.balance(real.tenant, Mode.LIVE))
              .isEqualTo(new Balance(usd(42_000), usd(0)));
        });
  }

  private static OrderRequest bundled(EngineRig real, String product) {
    OrderSpec s = EngineRig.spec(product, 5000L);
    OrderSpec spec =
        new OrderSpec(
            s.store(),
            s.lines(),
            new OrderSpec.Delivery(s.delivery().to(), s.delivery().shipping(), null, null),
            new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
            new OrderSpec.Terms(
                s.terms().maxPrice(), false, List.of(), List.of(), Fulfilment.WHOLE),
            OrderSpec.Reference.NONE,
            new OrderSpec.Bundle(true, List.of()),
            null);
    return real.request(spec, Payer.CLASSIC, OrderPrivate.NONE, null);
  }

  @Test
  void submittingItAgainAsksWhoPaysAgain() {
    atAStoreOfTheOperators(
        WalletSettings.DEFAULTS,
        billed -> {
          Order order = EngineRig.accepted(plain(billed, null, null));
          billed.orders.cancel(order.key(), "wrong address", true);
          var key = new OrderRequest.Idempotency("v1-retry", order.id().toString(), "");
          try (EngineRig prepaid = billed.successor(EngineRig.PREPAID)) {
            assertThat(prepaid.orders.again(order.key(), null, null, "{}", key))
                .contains(new Submission.CapMissing());
          }
        });
  }

  @Test
  void submittingItAgainHoldsAgain() {
    topUp(10_000);
    Order order = funded(6000);
    rig.orders.cancel(order.key(), "wrong address", true);
    var key = new OrderRequest.Idempotency("v1-retry", order.id().toString(), "");
    assertThat(rig.orders.again(order.key(), null, null, "{}", key))
        .get()
        .isInstanceOf(Submission.Accepted.class);
    has(10_000, 6000);
    var other = new OrderRequest.Idempotency("v1-retry", "other", "");
    assertThat(rig.orders.again(order.key(), null, null, "{}", other))
        .contains(new Submission.Unfunded(usd(6000), usd(4000)));
  }

  @Test
  void asManyOrdersAreAcceptedAtOnceAsThereIsMoneyFor() throws Exception {
    topUp(100 * 250);
    List<Submission> submissions = submitAtOnce(200, 250, i -> "key-" + i);
    assertThat(submissions).filteredOn(Submission.Accepted.class::isInstance).hasSize(100);
    assertThat(submissions)
        .filteredOn(Submission.Unfunded.class::isInstance)
        .hasSize(100)
        .containsOnly(new Submission.Unfunded(usd(250), usd(0)));
    has(25_000, 25_000);
    assertThat(count("orders")).isEqualTo(100);
    assertThat(count("idempotency_key")).isEqualTo(100);
    assertThat(count("wallet_transfer where kind = 'hold'")).isEqualTo(100);
  }

  @Test
  void whoHasNoMoneyHarmsNobodyInTheSameGroup() throws Exception {
    topUp(250);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> poor = new ArrayList<>();
      List<Future<Submission>> others = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        poor.add(threads.submit(() -> submit(250, "same key")));
        OrderRequest other =
            rig.request(EngineRig.spec("product-1", null), OrderPrivate.NONE, "other-" + i);
        others.add(threads.submit(() -> rig.orders.submit(other)));
        poor.add(threads.submit(() -> submit(9999, "poor")));
      }
      for (Future<Submission> other : others) {
        assertThat(other.get()).isInstanceOf(Submission.Accepted.class);
      }
      int accepted = 0;
      for (Future<Submission> one : poor) {
        accepted += one.get() instanceof Submission.Accepted ? 1 : 0;
      }
      assertThat(accepted).isEqualTo(1);
    }
    has(250, 250);
  }

  @Test
  void lostAnswersOfSubmissionsHoldNothingTwice() throws Exception {
    topUp(150 * 100);
    rig.withKeys();
    LostCommits commits = LostCommits.of(DB.database().jdbi());
    // Of one group an answer and that to its second try, so that its members learn nothing.
    commits.next(3);
    int lost = 0;
    List<Submission> answered = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String key = i % 2 == 0 ? null : "key-" + i;
        futures.add(threads.submit(() -> submit(100, key)));
      }
      for (Future<Submission> future : futures) {
        try {
          answered.add(future.get());
        } catch (ExecutionException e) {
          lost++;
        }
      }
    }
    assertThat(commits.left()).isLessThan(3);
    assertThat(answered.size() + lost).isEqualTo(200);
    assertThat(count("orders")).isEqualTo(150);
    assertThat(answered.stream().filter(Submission.Accepted.class::isInstance).count())
        .isBetween(150L - lost, 150L);
    has(15_000, 15_000);
  }

  @Test
  void lostAnswersOfOutcomesSpendNothingTwice() {
    topUp(1_000_000);
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      orders.add(funded(5000));
    }
    rig.withKeys();
    LostCommits commits = LostCommits.of(DB.database().jdbi());
    commits.next(12);
    rig.work();
    // Some may use up their attempts: lost beginnings count, and the clock jumps over their ends.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              clock.advance(Duration.ofSeconds(20));
              rig.jobs.wake();
              return states(orders);
            },
            states -> states.stream().allMatch(OrderState::isFinal));
    assertThat(commits.left()).isZero();
    long placed = states(orders).stream().filter(OrderState.Placed.class::isInstance).count();
    assertThat(placed).isEqualTo(rig.shop.orders()).isPositive();
    has(1_000_000 - 1000 * placed, 0);
  }

  private List<OrderState> states(List<Order> orders) {
    return orders.stream().map(o -> rig.orders.get(o.key()).orElseThrow().state()).toList();
  }

  private List<Submission> submitAtOnce(int orders, long hold, IntFunction<String> key)
      throws Exception {
    List<Submission> submissions = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures = new ArrayList<>();
      for (int i = 0; i < orders; i++) {
        String its = key.apply(i);
        futures.add(threads.submit(() -> submit(hold, its)));
      }
      for (Future<Submission> future : futures) {
        submissions.add(future.get());
      }
    }
    return submissions;
  }

  private int count(String what) {
    return DB.database()
        .jdbi()
        .withHandle(h -> h.createQuery("select count(*) from " + what).mapTo(int.class).one());
  }

  private void advanceUntil(Order order, Class<? extends OrderState> state) {
    advanceUntil(rig, order, state);
  }

  private void advanceUntil(EngineRig rig, Order order, Class<? extends OrderState> state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              clock.advance(Duration.ofMinutes(5));
              rig.jobs.wake();
              return state.isInstance(rig.orders.get(order.key()).orElseThrow().state());
            });
  }
}
