package dev.brass.server.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.db.Ids;
import dev.brass.server.db.LostCommits;
import dev.brass.server.db.Page;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Wallets.Moved;
import dev.brass.server.wallet.Wallets.Spending;
import dev.brass.spi.Money;
import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalletsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final TenantId tenant = new TenantId(Ids.next());

  private Jdbi jdbi() {
    return DB.database().jdbi();
  }

  private Wallets prepaid() {
    return new Wallets(jdbi(), new WalletSettings(true, Currency.getInstance("USD"), 0), clock);
  }

  private Wallets onInvoice() {
    return new Wallets(jdbi(), WalletSettings.DEFAULTS, clock);
  }

  @AfterEach
  void accountsAddUp() {
    if (!broken) {
      assertThat(onInvoice().verify()).isEmpty();
    }
  }

  private boolean broken;

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  private Moved topUp(Wallets wallets, long amount) {
    return wallets.topUp(tenant, Mode.LIVE, usd(amount), "", Ids.next().toString());
  }

  private Hold order(long amount) {
    return new Hold(tenant, Mode.LIVE, Ids.next(), usd(amount));
  }

  /// As orders do: all at once or not at all, and with a look at each if not.
  private boolean hold(Wallets wallets, Hold hold) {
    WriteBatch writes = new WriteBatch();
    wallets.hold(writes, List.of(hold));
    return writes.commit(jdbi())
        || jdbi()
            .inTransaction(
                handle -> {
                  if (!wallets.unfunded(handle, List.of(hold)).isEmpty()) {
                    return false;
                  }
                  WriteBatch again = new WriteBatch();
                  wallets.hold(again, List.of(hold));
                  again.run(handle);
                  return true;
                });
  }

  private void spend(Wallets wallets, Spending... spendings) {
    WriteBatch writes = new WriteBatch();
    wallets.spend(writes, List.of(spendings));
    assertThat(writes.commit(jdbi())).isTrue();
  }

  private static Spending back(Hold hold) {
    return new Spending.Refund(
        hold.tenant(), hold.mode(), hold.order(), hold.amount().currency(), "");
  }

  private void has(Wallets wallets, long posted, long held) {
    Balance balance = wallets.balance(tenant, Mode.LIVE);
    assertThat(balance).isEqualTo(new Balance(usd(posted), usd(held)));
    assertThat(balance.available()).isEqualTo(usd(posted - held));
  }

  @Test
  void aWalletThatWasNeverUsedIsEmpty() {
    has(prepaid(), 0, 0);
    assertThat(prepaid().transactions(tenant, Mode.LIVE, 10, 0))
        .isEqualTo(new Page<>(List.of(), 0));
  }

  @Test
  void whatIsHeldCannotBeSpentAndIsCapturedInPart() {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    Hold hold = order(700);
    assertThat(hold(wallets, hold)).isTrue();
    has(wallets, 1000, 700);
    assertThat(hold(wallets, order(301))).isFalse();
    has(wallets, 1000, 700);
    spend(wallets, new Spending.Capture(hold, usd(450), ""));
    has(wallets, 550, 0);
    spend(wallets, back(hold));
    has(wallets, 1000, 0);
  }

  @Test
  void aReleasedHoldLeavesNothingBehind() {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    Hold hold = order(1000);
    assertThat(hold(wallets, hold)).isTrue();
    spend(wallets, new Spending.Release(hold, ""));
    has(wallets, 1000, 0);
    Hold free = order(500);
    assertThat(hold(wallets, free)).isTrue();
    spend(wallets, new Spending.Capture(free, usd(0), ""));
    spend(wallets, back(free));
    has(wallets, 1000, 0);
    assertThat(wallets.transactions(tenant, Mode.LIVE, 10, 0).total()).isEqualTo(1);
  }

  @Test
  void whatIsOwedNeverFailsAndPrepaidNothingIsHeldUntilTheDebtIsPaid() {
    spend(onInvoice(), new Spending.Owed(tenant, Mode.LIVE, Ids.next(), usd(600), "not yet paid"));
    has(onInvoice(), -600, 0);

    Wallets wallets = prepaid();
    assertThat(hold(wallets, order(1))).isFalse();
    topUp(wallets, 500);
    has(wallets, -100, 0);
    assertThat(hold(wallets, order(1))).isFalse();
    topUp(wallets, 500);
    assertThat(hold(wallets, order(400))).isTrue();
    assertThat(hold(wallets, order(1))).isFalse();
    has(wallets, 400, 400);
  }

  @Test
  void aHoldIsEndedOnce() {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    Hold hold = order(700);
    assertThat(hold(wallets, hold)).isTrue();
    spend(wallets, new Spending.Release(hold, ""));
    WriteBatch again = new WriteBatch();
    wallets.spend(again, List.of(new Spending.Capture(hold, usd(700), "")));
    assertThat(again.commit(jdbi())).isFalse();
    has(wallets, 1000, 0);
  }

  @Test
  void anOrderHasOneHold() {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    Hold hold = order(300);
    assertThat(hold(wallets, hold)).isTrue();
    WriteBatch again = new WriteBatch();
    wallets.hold(again, List.of(hold));
    assertThat(again.commit(jdbi())).isFalse();
    has(wallets, 1000, 300);
  }

  @Test
  void ofSeveralHoldsThoseAreTakenThatCanBeInTheirOrder() {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    List<Hold> holds = List.of(order(600), order(500), order(400), order(1));
    Map<UUID, Money> refused = jdbi().inTransaction(handle -> wallets.unfunded(handle, holds));
    assertThat(refused)
        .isEqualTo(Map.of(holds.get(1).order(), usd(400), holds.get(3).order(), usd(0)));
  }

  @Test
  void aTopUpHappensOncePerKey() {
    Wallets wallets = prepaid();
    Moved first = wallets.topUp(tenant, Mode.LIVE, usd(100), "cheque 7", "key");
    assertThat(first).isInstanceOf(Moved.Done.class);
    Transfer transfer = ((Moved.Done) first).transfer();
    assertThat(transfer.amount()).isEqualTo(usd(100));
    assertThat(transfer.note()).isEqualTo("cheque 7");
    assertThat(wallets.topUp(tenant, Mode.LIVE, usd(100), "again", "key"))
        .isEqualTo(new Moved.Before(transfer));
    assertThat(wallets.topUp(tenant, Mode.LIVE, usd(101), "", "key"))
        .isEqualTo(new Moved.KeyTaken(transfer));
    assertThat(wallets.withdraw(tenant, Mode.LIVE, usd(100), "", "key"))
        .isEqualTo(new Moved.KeyTaken(transfer));
    has(wallets, 100, 0);
    assertThat(wallets.topUp(tenant, Mode.TEST, usd(5), "", "key")).isInstanceOf(Moved.Done.class);
    assertThat(wallets.balance(tenant, Mode.TEST).posted()).isEqualTo(usd(5));
    has(wallets, 100, 0);
  }

  @Test
  void aTopUpWhoseAnswerWasLostIsFoundByItsKey() {
    Wallets wallets = prepaid();
    topUp(wallets, 100);
    LostCommits commits = LostCommits.of(jdbi());
    commits.next(1);
    assertThatThrownBy(() -> wallets.topUp(tenant, Mode.LIVE, usd(50), "", "key"))
        .isInstanceOf(JdbiException.class);
    assertThat(wallets.topUp(tenant, Mode.LIVE, usd(50), "", "key"))
        .isInstanceOf(Moved.Before.class);
    has(wallets, 150, 0);
  }

  @Test
  void noMoreIsPaidOutThanThereIs() {
    for (Wallets wallets : List.of(prepaid(), onInvoice())) {
      topUp(wallets, 100);
      Hold hold = order(40);
      assertThat(hold(wallets, hold)).isTrue();
      assertThat(wallets.withdraw(tenant, Mode.LIVE, usd(61), "", "w" + hold.order()))
          .isEqualTo(new Moved.TooLittle(usd(60)));
      assertThat(wallets.withdraw(tenant, Mode.LIVE, usd(60), "", "w" + hold.order()))
          .isInstanceOf(Moved.Done.class);
      spend(wallets, new Spending.Capture(hold, usd(40), ""));
      has(wallets, 0, 0);
    }
  }

  @Test
  void nothingIsMovedBackwardsOrInAnotherCurrency() {
    assertThatIllegalArgumentException().isThrownBy(() -> topUp(prepaid(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> topUp(prepaid(), -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prepaid().topUp(tenant, Mode.LIVE, Money.of(5, "EUR"), "", "key"));
    assertThatIllegalArgumentException().isThrownBy(() -> order(0));
  }

  @Test
  void transactionsAreWhatMovedMoneyAndWhatIsHeldNow() {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    Hold captured = order(300);
    Hold released = order(200);
    Hold held = order(100);
    for (Hold hold : List.of(captured, released, held)) {
      clock.advance(Duration.ofSeconds(1));
      hold(wallets, hold);
    }
    clock.advance(Duration.ofSeconds(1));
    spend(
        wallets,
        new Spending.Capture(captured, usd(250), "shop"),
        new Spending.Release(released, ""));
    Page<Transfer> page = wallets.transactions(tenant, Mode.LIVE, 10, 0);
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.items())
        .extracting(Transfer::kind)
        .containsExactly(Kind.CAPTURE, Kind.HOLD, Kind.TOP_UP);
    assertThat(page.items())
        .extracting(Transfer::amount)
        .containsExactly(usd(-250), usd(-100), usd(1000));
    assertThat(page.items())
        .extracting(Transfer::order)
        .containsExactly(captured.order(), held.order(), null);
    assertThat(wallets.transactions(tenant, Mode.LIVE, 1, 1).items())
        .containsExactly(page.items().get(1));
    TenantId other = new TenantId(Ids.next());
    assertThat(wallets.transactions(other, Mode.LIVE, 10, 0).items()).isEmpty();
    assertThat(wallets.transactions(tenant, Mode.TEST, 10, 0).items()).isEmpty();
  }

  @Test
  void manyTenantsAtOnceDoNotBlockEachOtherAndAddUp() throws Exception {
    Wallets wallets = prepaid();
    List<TenantId> tenants = new ArrayList<>();
    Map<TenantId, Long> left = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      TenantId one = new TenantId(Ids.next());
      tenants.add(one);
      wallets.topUp(one, Mode.LIVE, usd(100_000), "", "key");
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Map<TenantId, Long>>> spent = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        spent.add(threads.submit(() -> spendAtRandom(wallets, tenants, random)));
      }
      for (Future<Map<TenantId, Long>> one : spent) {
        one.get().forEach((who, amount) -> left.merge(who, amount, Long::sum));
      }
    }
    for (TenantId one : tenants) {
      assertThat(wallets.balance(one, Mode.LIVE).posted())
          .isEqualTo(usd(100_000 - left.getOrDefault(one, 0L)));
      assertThat(wallets.balance(one, Mode.LIVE).held()).isEqualTo(usd(0));
    }
  }

  /// Groups of orders of several tenants in any order, held and then captured or released.
  private Map<TenantId, Long> spendAtRandom(
      Wallets wallets, List<TenantId> tenants, Random random) {
    Map<TenantId, Long> spent = new HashMap<>();
    for (int round = 0; round < 20; round++) {
      List<Hold> holds = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        TenantId one = tenants.get(random.nextInt(tenants.size()));
        holds.add(new Hold(one, Mode.LIVE, Ids.next(), usd(1 + random.nextInt(50))));
      }
      WriteBatch writes = new WriteBatch();
      wallets.hold(writes, holds);
      assertThat(writes.commit(jdbi())).isTrue();
      List<Spending> ends = new ArrayList<>();
      for (Hold hold : holds) {
        if (random.nextBoolean()) {
          ends.add(new Spending.Capture(hold, hold.amount(), ""));
          spent.merge(hold.tenant(), hold.amount().minor(), Long::sum);
        } else {
          ends.add(new Spending.Release(hold, ""));
        }
      }
      spend(wallets, ends.toArray(Spending[]::new));
    }
    return spent;
  }

  @ParameterizedTest
  @CsvSource({
    "update wallet_transfer set amount = 1",
    "delete from wallet_transfer",
    "truncate wallet_transfer"
  })
  void transfersAreKept(String change) {
    topUp(prepaid(), 100);
    assertThatThrownBy(() -> jdbi().useHandle(handle -> handle.execute(change)))
        .isInstanceOf(JdbiException.class)
        .hasMessageContaining("only grows");
  }

  @Test
  void theDatabaseItselfLetsNobodyOwePrepaid() {
    topUp(prepaid(), 100);
    assertThatThrownBy(
            () ->
                jdbi()
                    .useHandle(
                        handle -> handle.execute("update wallet_balance set pending = -101")))
        .isInstanceOf(JdbiException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update wallet_balance set posted = posted + 1 where account = 'client' | its account client
          update wallet_balance set posted = posted + 1 where account = 'client' | sum to
          delete from wallet_balance where account = 'operator'                  | its transfers make
          delete from wallet_transfer where kind = 'hold'                        | ends no hold
          delete from wallet_transfer where kind = 'capture'                     | more came back
          update wallet_transfer set amount = 900 where kind = 'capture'         | ends no hold
          update wallet_transfer set amount = 501 where kind = 'refund'          | more came back
          delete from wallet_transfer where kind = 'refund'                      | it is noted that
          update wallet_purchase set refunded = 299                              | it is noted that
          delete from wallet_purchase                                            | it is noted that
          update wallet_transfer set kind = 'purchase' where kind = 'refund'     | is paid by
          """)
  void verifyFindsWhatCannotBe(String change, String flaw) {
    Wallets wallets = prepaid();
    topUp(wallets, 1000);
    Hold hold = order(700);
    hold(wallets, hold);
    spend(wallets, new Spending.Capture(hold, usd(500), ""));
    jdbi()
        .useTransaction(
            h -> wallets.refund(h, tenant, Mode.LIVE, hold.order(), usd(300), "", "part"));
    assertThat(wallets.verify()).isEmpty();
    broken = true;
    jdbi()
        .useHandle(
            handle -> {
              handle.execute("set session_replication_role = replica");
              handle.execute(change);
              handle.execute("set session_replication_role = origin");
            });
    assertThat(wallets.verify())
        .anyMatch(found -> found.what().contains(flaw))
        .allMatch(found -> found.tenant().equals(tenant));
  }
}
