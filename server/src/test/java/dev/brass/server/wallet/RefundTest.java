package dev.brass.server.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Wallets.Spending;
import dev.brass.spi.Money;
import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes back of orders.
class RefundTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final TenantId tenant = new TenantId(Ids.next());
  private final UUID order = Ids.next();

  private Jdbi jdbi() {
    return DB.database().jdbi();
  }

  private Wallets wallets() {
    return new Wallets(jdbi(), new WalletSettings(true, Currency.getInstance("USD"), 0), clock);
  }

  @AfterEach
  void accountsAddUp() {
    assertThat(wallets().verify()).isEmpty();
  }

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  private void owes(UUID one, long minor, String currency) {
    spend(new Spending.Owed(tenant, Mode.LIVE, one, Money.of(minor, currency), ""));
  }

  private void spend(Spending... spendings) {
    WriteBatch writes = new WriteBatch();
    wallets().spend(writes, List.of(spendings));
    assertThat(writes.commit(jdbi())).isTrue();
  }

  private Spending off(UUID one, String currency) {
    return new Spending.Refund(
        tenant, Mode.LIVE, one, Currency.getInstance(currency), "cancelled by the retailer");
  }

  private Money refund(long minor, String key) {
    return jdbi()
        .inTransaction(
            handle -> wallets().refund(handle, tenant, Mode.LIVE, order, usd(minor), "back", key));
  }

  private long balance() {
    return wallets().balance(tenant, Mode.LIVE).posted().minor();
  }

  private Optional<Purchase> purchase() {
    return jdbi().withHandle(handle -> wallets().purchase(handle, tenant, order));
  }

  private long left() {
    return purchase().orElseThrow().left().minor();
  }

  @Test
  void anOrderOf979GivesBack979HoweverItComes() {
    owes(order, 979, "USD");
    assertThat(balance()).isEqualTo(-979);
    assertThat(refund(500, "return/1")).isEqualTo(usd(500));
    assertThat(refund(500, "case/1")).isEqualTo(usd(479));
    assertThat(refund(1, "case/2")).isEqualTo(usd(0));
    spend(off(order, "USD"));
    assertThat(balance()).isZero();
    assertThat(left()).isZero();
  }

  @Test
  void whatTheRetailerCancelsGivesBackWhatIsLeft() {
    owes(order, 979, "USD");
    refund(79, "return/1");
    spend(off(order, "USD"));
    spend(off(order, "USD"));
    assertThat(refund(979, "case/1")).isEqualTo(usd(0));
    assertThat(balance()).isZero();
    assertThat(
            wallets().transactions(tenant, Mode.LIVE, 10, 0).items().stream()
                .filter(transfer -> transfer.kind() == Kind.REFUND))
        .hasSize(2)
        .allMatch(transfer -> order.equals(transfer.order()));
  }

  @Test
  void aRefundHappensOncePerKey() {
    owes(order, 979, "USD");
    assertThat(refund(100, "return/1")).isEqualTo(usd(100));
    assertThat(refund(100, "return/1")).isEqualTo(usd(100));
    assertThat(balance()).isEqualTo(-879);
  }

  @Test
  void whatCostNothingGivesNothingBack() {
    assertThat(refund(100, "return/1")).isEqualTo(usd(0));
    spend(off(order, "USD"));
    assertThat(balance()).isZero();
    assertThat(purchase()).isEmpty();
  }

  @Test
  void anOrderThatIsPaidAndCalledOffInOneStepLeavesNothing() {
    spend(new Spending.Owed(tenant, Mode.LIVE, order, Money.of(979, "JPY"), ""), off(order, "JPY"));
    assertThat(left()).isZero();
  }

  @Test
  void ofTwoAtOnceTheSecondGetsWhatTheFirstHasLeft() throws Exception {
    owes(order, 1000, "USD");
    CountDownLatch given = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Money> first =
          threads.submit(
              () ->
                  jdbi()
                      .inTransaction(
                          handle -> {
                            Money back =
                                wallets()
                                    .refund(
                                        handle, tenant, Mode.LIVE, order, usd(700), "", "first");
                            given.countDown();
                            commit.await();
                            return back;
                          }));
      given.await();
      Future<Money> second = threads.submit(() -> refund(700, "second"));
      Future<?> third = threads.submit(() -> spend(off(order, "USD")));
      // Both wait for the order's row.
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 2);
      commit.countDown();
      assertThat(first.get()).isEqualTo(usd(700));
      assertThat(second.get().minor()).isIn(0L, 300L);
      third.get();
    }
    assertThat(balance()).isZero();
  }

  private long waiting() {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'")
                    .mapTo(Long.class)
                    .one());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update wallet_purchase set refunded = paid + 1                                  | refunded_check
          update wallet_purchase set refunded = -1                                        | refunded_check
          insert into wallet_transfer select tenant_id, uuidv7(), mode, credit, debit, \
            amount + 1, currency, 'refund', order_id, null, null, '', now() from wallet_transfer | refunded_check
          insert into wallet_transfer select tenant_id, uuidv7(), mode, credit, debit, \
            1, currency, 'refund', uuidv7(), null, null, '', now() from wallet_transfer   | has cost nothing
          insert into wallet_transfer select tenant_id, uuidv7(), mode, credit, debit, \
            1, 'EUR', 'refund', order_id, null, null, '', now() from wallet_transfer      | has cost nothing
          insert into wallet_transfer select tenant_id, uuidv7(), mode, credit, debit, \
            1, currency, 'refund', null, null, null, '', now() from wallet_transfer       | order_check
          """)
  void theDatabaseLetsNobodyGiveBackMore(String change, String why) {
    owes(order, 979, "USD");
    assertThatThrownBy(
            () -> jdbi().useTransaction(handle -> handle.execute(change.replace("\\", ""))))
        .isInstanceOf(JdbiException.class)
        .hasMessageContaining(why);
  }

  @Test
  void manyAtOnceDoNotBlockEachOtherAndNobodyGetsMore() throws Exception {
    List<TenantId> tenants = List.of(tenant, new TenantId(Ids.next()), new TenantId(Ids.next()));
    List<Spending.Owed> orders = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      orders.add(new Spending.Owed(tenants.get(i % 3), Mode.LIVE, Ids.next(), usd(100 + i), ""));
    }
    spend(orders.toArray(Spending[]::new));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        all.add(threads.submit(() -> giveBackAtRandom(orders, random)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    for (TenantId one : tenants) {
      assertThat(refunded(one)).isLessThanOrEqualTo(paid(one));
    }
  }

  private long paid(TenantId one) {
    return sum(one, Kind.PURCHASE);
  }

  private long refunded(TenantId one) {
    return sum(one, Kind.REFUND);
  }

  private long sum(TenantId one, Kind kind) {
    return wallets().transactions(one, Mode.LIVE, 1000, 0).items().stream()
        .filter(transfer -> transfer.kind() == kind)
        .mapToLong(transfer -> Math.abs(transfer.amount().minor()))
        .sum();
  }

  private void giveBackAtRandom(List<Spending.Owed> orders, Random random) {
    for (int i = 0; i < 40; i++) {
      Spending.Owed one = orders.get(random.nextInt(orders.size()));
      if (random.nextInt(4) == 0) {
        // What came from outside goes there again.
        String key = "outside/" + random.nextLong();
        wallets().topUp(one.tenant(), Mode.LIVE, usd(7), "", key);
        wallets().withdraw(one.tenant(), Mode.LIVE, usd(7), "", key + "/back");
      } else if (random.nextInt(3) > 0) {
        String key = "return/" + random.nextLong();
        jdbi()
            .useTransaction(
                handle ->
                    wallets()
                        .refund(
                            handle,
                            one.tenant(),
                            Mode.LIVE,
                            one.order(),
                            usd(1 + random.nextInt(150)),
                            "",
                            key));
      } else {
        // A group as orders write it: some are called off, others are placed.
        List<Spending> group = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
          Spending.Owed off = orders.get((orders.indexOf(one) + n * 7) % orders.size());
          group.add(
              new Spending.Refund(
                  off.tenant(), Mode.LIVE, off.order(), off.price().currency(), ""));
          group.add(new Spending.Owed(off.tenant(), Mode.LIVE, Ids.next(), usd(5), ""));
        }
        spend(group.toArray(Spending[]::new));
      }
    }
  }
}
