package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.account.AccountContent;
import dev.brass.server.account.Accounts;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.secret.TestVault;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.Credential;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Secret;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Orders of managed accounts: one at a time per log-in, and what a crash leaves behind.
class AccountTurnsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  private Accounts accounts() {
    return new Accounts(
        DB.database().jdbi(), TestVault.open(DB.database()), new Jobs(DB.database(), clock), clock);
  }

  private ManagedAccount account(EngineRig rig, String email) {
    Accounts.Outcome outcome =
        accounts()
            .create(
                rig.tenant,
                Mode.LIVE,
                new AccountContent(
                    email, EngineRig.STORE, Secret.of("p"), null, null, false, null));
    return ((Accounts.Outcome.Stored) outcome).account();
  }

  private ManagedAccount now(ManagedAccount account) {
    return accounts().find(account.tenant(), Mode.LIVE, account.shortId()).orElseThrow();
  }

  private static OrderSpec spec(String productId) {
    return EngineRig.spec(productId, null).with(AccountChoice.BEST);
  }

  private static OrderSpec spec(ManagedAccount account) {
    return EngineRig.spec("product-1", null)
        .with(new AccountChoice(account.id(), account.shortId()));
  }

  @Test
  void oneLogInChecksOutOnceAtATimeWhicheverWayItCame() {
    Busy store = new Busy();
    try (EngineRig rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store)) {
      ManagedAccount account = account(rig, "Tim@Example.com");
      List<Order> orders = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        orders.add(rig.submit(spec(account), OrderPrivate.NONE));
        orders.add(rig.submit(EngineRig.spec("product-1", null), EngineRig.card()));
      }
      rig.work();
      orders.forEach(order -> rig.await(order, OrderState.Placed.class));
      assertThat(store.places).hasValue(12);
      assertThat(store.most).hasValue(1);
      assertThat(now(account).lockedBy()).isNull();
      assertThat(now(account).lastUsedAt()).isEqualTo(clock.instant());
    }
  }

  @Test
  void theOrderInProgressIsShownAndTheNextOnesQueue() {
    Busy store = new Busy();
    store.open.set(false);
    try (EngineRig rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store)) {
      ManagedAccount account = account(rig, "tim@example.com");
      Order first = rig.submit(spec(account), OrderPrivate.NONE);
      Order second = rig.submit(spec(account), OrderPrivate.NONE);
      rig.work();
      Awaitility.await().until(() -> now(account).lockedBy() != null);
      assertThat(now(account).lockedBy()).isIn(first.id().value(), second.id().value());
      assertThat(List.of(first, second))
          .extracting(order -> rig.orders.get(order.key()).orElseThrow().state())
          .hasAtLeastOneElementOfType(OrderState.Queued.class);
      store.open.set(true);
      rig.await(first, OrderState.Placed.class);
      rig.await(second, OrderState.Placed.class);
      assertThat(store.most).hasValue(1);
    }
  }

  @Test
  void ordersThatNameNoneSpreadOverTheAccounts() {
    Busy store = new Busy();
    try (EngineRig rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store)) {
      List<ManagedAccount> all =
          List.of(account(rig, "a@x.test"), account(rig, "b@x.test"), account(rig, "c@x.test"));
      store.open.set(false);
      List<Order> orders = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        orders.add(rig.submit(spec("product-1"), OrderPrivate.NONE));
      }
      rig.work();
      List<OrderId> ids = orders.stream().map(Order::id).toList();
      Awaitility.await().until(() -> rig.orders.accounts(rig.tenant, ids).size() == 9);
      for (ManagedAccount account : all) {
        assertThat(rig.orders.accounts(rig.tenant, ids).values())
            .filteredOn(used -> used.id().equals(account.id()))
            .hasSize(3);
      }
      store.open.set(true);
      orders.forEach(order -> rig.await(order, OrderState.Placed.class));
      assertThat(store.places).hasValue(9);
    }
  }

  @Test
  void aProcessThatDiesAfterTheChoiceLeavesAnOrderThatGoesOn() {
    EngineRig dying = new EngineRig(DB.database(), clock).without(OrderJobs.PLACE);
    ManagedAccount account = account(dying, "tim@example.com");
    Order order = dying.submit(spec(account), OrderPrivate.NONE);
    // What the choice commits: the order has the account, and a job in its lane.
    assign(dying, order, account);
    dying.work();
    try (EngineRig next = dying.successor()) {
      next.work();
      next.await(order, OrderState.Placed.class);
      assertThat(next.shop.orders()).isOne();
      assertThat(next.orders.accounts(next.tenant, List.of(order.id())))
          .containsEntry(order.id(), new UsedAccount(account.id(), account.shortId()));
      assertThat(next.timeline(order)).containsExactly("Submitted", "AttemptStarted", "Accepted");
    }
  }

  /// The first job is still there: as if its node had died before its end was written.
  private void assign(EngineRig rig, Order order, ManagedAccount account) {
    NewJob job = OrderJobs.place(order, account.credential(), Duration.ZERO);
    OrderAccountRepository repository =
        new OrderRepository(new OrderJson(), TestVault.open(DB.database())).accounts();
    DB.database()
        .jdbi()
        .useTransaction(
            handle -> {
              WriteBatch writes = new WriteBatch();
              repository.assign(writes, order.key(), account);
              rig.jobs.enqueue(writes, List.of(job));
              writes.run(handle);
            });
  }

  @Test
  void anAttemptThatDiesFreesItsAccountAndIsNotMadeAgain() {
    Lost store = new Lost();
    try (EngineRig rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store)) {
      ManagedAccount account = account(rig, "tim@example.com");
      Order order = rig.submit(spec(account), OrderPrivate.NONE);
      rig.work();
      rig.await(order, OrderState.InDoubt.class);
      assertThat(now(account).lockedBy()).isNull();
      // Who looks for it logs in as it was bought, whatever became of the account.
      accounts()
          .update(
              rig.tenant,
              Mode.LIVE,
              account.shortId(),
              null,
              c ->
                  new AccountContent(
                      "other@example.com", c.store(), c.password(), null, null, false, null));
      store.finds.set(true);
      awaitPlaced(rig, order);
      assertThat(store.places).hasValue(1);
      assertThat(store.lookedFor).containsOnlyKeys("tim@example.com");
    }
  }

  @Test
  void aDeletedAccountIsErasedOnceNoOrderNeedsIt() {
    Lost store = new Lost();
    try (EngineRig rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store)) {
      ManagedAccount account = account(rig, "tim@example.com");
      Order order = rig.submit(spec(account), OrderPrivate.NONE);
      rig.work();
      rig.await(order, OrderState.InDoubt.class);
      assertThat(accounts().delete(rig.tenant, Mode.LIVE, account.shortId())).isTrue();
      Awaitility.await().until(() -> !store.lookedFor.isEmpty());
      assertThat(kept()).isOne();
      store.finds.set(true);
      awaitPlaced(rig, order);
      assertThat(store.lookedFor).containsOnlyKeys("tim@example.com");
      assertThat(kept()).isOne();
      clock.advance(TrackingPace.GIVES_UP_AFTER.plusDays(1));
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> kept() == 0);
    }
  }

  /// Lets time pass until the order is placed, since it is not known when it is looked for next.
  private void awaitPlaced(EngineRig rig, Order order) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              clock.advance(Duration.ofMinutes(2));
              rig.jobs.wake();
              return rig.orders.get(order.key()).orElseThrow().state() instanceof OrderState.Placed;
            });
  }

  private int kept() {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from order_account where sealed is not null")
                    .mapTo(Integer.class)
                    .one());
  }

  /// A store that counts how many orders it gets at once for one log-in, and that can be slow.
  private static class Busy implements Connector, PlacesOrders {

    final InstantConnector instant = new InstantConnector();
    final AtomicInteger places = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicBoolean open = new AtomicBoolean(true);
    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();

    @Override
    public String platform() {
      return "busy";
    }

    @Override
    public PaidBy paidBy(StoreSettings settings) {
      return PaidBy.CLIENT;
    }

    @Override
    public void check(StoreSettings settings) {}

    @Override
    public Optional<String> productId(StoreSettings settings, URI page) {
      return Optional.empty();
    }

    @Override
    public Answer<Quote> quote(Store store, QuoteRequest request) {
      return instant.quote(store, request);
    }

    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      places.incrementAndGet();
      Credential credential = Objects.requireNonNull(store.credential());
      AtomicInteger mine = inside.computeIfAbsent(lower(credential), _ -> new AtomicInteger());
      most.accumulateAndGet(mine.incrementAndGet(), Math::max);
      try {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).untilTrue(open);
        return instant.place(store, order);
      } finally {
        mine.decrementAndGet();
      }
    }

    private static String lower(Credential credential) {
      return credential.email().toLowerCase(Locale.ROOT);
    }

    @Override
    public FindResult find(Store store, FindOrder request) {
      return instant.find(store, request);
    }

    @Override
    public Duration settlesWithin() {
      return Duration.ZERO;
    }

    @Override
    public boolean findsByAttemptId(StoreSettings settings) {
      return true;
    }
  }

  /// A store that takes each order and loses its answer.
  private static final class Lost extends Busy {

    final AtomicBoolean finds = new AtomicBoolean();
    final Map<String, Boolean> lookedFor = new ConcurrentHashMap<>();

    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      places.incrementAndGet();
      instant.place(store, order);
      throw StoreException.answerLost("the line is dead", new IOException("reset"));
    }

    @Override
    public FindResult find(Store store, FindOrder request) {
      lookedFor.put(Objects.requireNonNull(store.credential()).email(), true);
      return finds.get() ? super.find(store, request) : new FindResult.Unknown("not now");
    }
  }
}
