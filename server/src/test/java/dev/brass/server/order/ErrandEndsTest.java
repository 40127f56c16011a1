package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesPrivate;
import dev.brass.server.aftersales.AftersalesRequest;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobFilter;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.StoredJob;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.secret.TestVault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.CancelResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.Shipment.Status;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How cancellations, returns and trackings end at stores that stop answering.
class ErrandEndsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private static final Money BACK = Money.of(500, "USD");

  private final TestClock clock = TestClock.atStart();
  private final Answers store = new Answers();
  private EngineRig rig;
  private StoreAccess access;
  private Webhooks webhooks;
  private JobWorker worker;
  private Aftersales aftersales;
  private Jobs jobs;

  /// A store that answers what a test says, and counts the questions.
  private static final class Answers extends InstantConnector {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Supplier<?> answer = Answers::down;

    private static Object down() {
      throw StoreException.answerLost("closed", new IOException());
    }

    private <T> T told(Class<T> type) {
      asked.incrementAndGet();
      return type.cast(answer.get());
    }

    @Override
    public CancelResult cancel(Store store, MerchantOrder order, String reason) {
      return told(CancelResult.class);
    }

    @Override
    public ReturnResult open(Store store, ReturnOrder order) {
      return told(ReturnResult.class);
    }

    @Override
    public TrackResult track(Store store, MerchantOrder order) {
      return told(TrackResult.class);
    }
  }

  @BeforeEach
  void start() {
    DB.database().jdbi().useHandle(handle -> handle.execute("delete from job"));
    rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store);
    jobs = rig.jobs;
    access = new StoreAccess(clock, text -> text, RandomGenerator.getDefault());
    webhooks =
        new Webhooks(
            DB.database(),
            jobs,
            TestVault.open(DB.database()),
            WebhookSettings.DEFAULT,
            clock,
            new SimpleMeterRegistry());
    Stores stores =
        new Stores(
            List.of(
                new ConfiguredStore(
                    EngineRig.STORE,
                    store,
                    new StoreSettings(Map.of()),
                    Set.of("shop.example"),
                    true)),
            true);
    aftersales =
        new Aftersales(
            DB.database(),
            TestVault.open(DB.database()),
            jobs,
            webhooks,
            rig.orders,
            stores,
            access,
            new SandboxClocks(DB.database().jdbi(), jobs, clock),
            rig.wallets,
            List.of(),
            clock);
    List<JobKind> kinds = new ArrayList<>(aftersales.jobKinds());
    // Nobody follows the orders themselves, so that the store is asked by after-sales tasks alone.
    rig.orders.kinds().stream()
        .filter(kind -> !kind.name().equals(OrderJobs.TRACK))
        .forEach(kinds::add);
    worker =
        new JobWorker(
            DB.database(),
            jobs,
            clock,
            kinds,
            StoreLimits.of(Set.of(ConfiguredStore.key(EngineRig.STORE, true))),
            RandomGenerator.getDefault(),
            new SimpleMeterRegistry(),
            new Health(),
            new WorkerSettings(
                "test",
                true,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                5,
                Duration.ofDays(1),
                false));
    worker.start();
  }

  @AfterEach
  void stop() {
    worker.drain(Duration.ofSeconds(5));
    webhooks.close();
    access.close();
    rig.close();
  }

  private AftersalesTask asked(AftersalesAction wish, Order order) {
    Aftersales.Submission submission =
        aftersales.submit(
            new AftersalesRequest(
                rig.tenant,
                Mode.LIVE,
                EngineRig.STORE,
                order.id(),
                wish,
                AftersalesRequest.Overlap.REFUSED,
                new AftersalesPrivate(null, Map.of()),
                "{}",
                null));
    return ((Aftersales.Submission.Accepted) submission).errand();
  }

  private Order placed() {
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    return order;
  }

  private MerchantOrder merchantOrder(Order order) {
    return rig.orders.placed(order.key()).orElseThrow().placement().merchantOrders().getFirst();
  }

  private AftersalesTask giveBack() {
    Order order = placed();
    OrderLine line = order.spec().lines().getFirst();
    return asked(
        new AftersalesAction.Return(
            merchantOrder(order),
            List.of(),
            List.of(new AftersalesAction.ReturnedItem(line.itemId(), 1)),
            "damaged",
            null,
            null,
            false,
            null),
        order);
  }

  private AftersalesTask callOff() {
    Order order = placed();
    return asked(new AftersalesAction.Cancel(merchantOrder(order), "no longer needed"), order);
  }

  private AftersalesState state(AftersalesTask errand) {
    return aftersales.get(rig.tenant, errand.id()).orElseThrow().state();
  }

  private <S extends AftersalesState> S await(AftersalesTask errand, Class<S> state) {
    return state.cast(Awaitility.await().until(() -> state(errand), state::isInstance));
  }

  /// Lets time pass until the store is asked the next time, or nobody asks any more.
  private void askAgain() {
    int before = store.asked.get();
    StoredJob next =
        Awaitility.await()
            .until(
                () -> errandJobs().stream().filter(job -> job.node() == null).findFirst(),
                Optional::isPresent)
            .orElseThrow();
    if (next.dueAt().isAfter(clock.instant())) {
      clock.set(next.dueAt());
    }
    jobs.wake();
    Awaitility.await().until(() -> store.asked.get() > before || errandJobs().isEmpty());
  }

  private void askAgain(int times) {
    for (int i = 0; i < times; i++) {
      askAgain();
    }
  }

  private List<StoredJob> errandJobs() {
    return jobs.list(new JobFilter(rig.tenant.value(), "run-errand", null), null, 10);
  }

  @Test
  void aStoreThatWasNeverReachedIsAskedTenTimesInARow() {
    AftersalesTask errand = callOff();
    Awaitility.await().until(() -> store.asked.get() == 1);
    askAgain(9);
    AftersalesState.Refused refused = await(errand, AftersalesState.Refused.class);
    assertThat(refused.error().message()).contains("could not be reached");
    assertThat(store.asked).hasValue(10);
  }

  @Test
  void aReturnThatWasGrantedStaysSoHoweverLongTheStoreIsAway() {
    store.answer = () -> new ReturnResult.Opened("RMA-1", null, List.of());
    AftersalesTask errand = giveBack();
    await(errand, AftersalesState.Returned.class);
    store.answer = Answers::down;
    askAgain(30);
    assertThat(state(errand)).isInstanceOf(AftersalesState.Returned.class);
    store.answer = () -> new ReturnResult.Credited("RMA-1", BACK);
    askAgain();
    assertThat(await(errand, AftersalesState.Credited.class).refund()).isEqualTo(BACK);
  }

  @Test
  void aReturnThatIsNeverCreditedIsNotFollowedForEver() {
    store.answer = () -> new ReturnResult.Opened("RMA-1", null, List.of());
    AftersalesTask errand = giveBack();
    await(errand, AftersalesState.Returned.class);
    store.answer = Answers::down;
    int before = store.asked.get();
    clock.advance(TrackingPace.GIVES_UP_AFTER.plusDays(1));
    jobs.wake();
    Awaitility.await().until(() -> state(errand).rests());
    assertThat(state(errand)).isInstanceOf(AftersalesState.Returned.class);
    assertThat(store.asked).hasValue(before);
  }

  @Test
  void aCancellationThatTheStoreNeverDecidesIsRefusedAfterTwoWeeks() {
    store.answer = () -> new CancelResult.Pending("we look into it");
    AftersalesTask errand = callOff();
    await(errand, AftersalesState.Pending.class);
    store.answer = Answers::down;
    askAgain(12);
    assertThat(state(errand)).isInstanceOf(AftersalesState.Pending.class);
    int before = store.asked.get();
    clock.advance(Duration.ofDays(15));
    jobs.wake();
    assertThat(await(errand, AftersalesState.Refused.class).error().message())
        .contains("has not decided within 14 days");
    assertThat(store.asked).hasValue(before);
  }

  @Test
  void whereParcelsWereStaysWhenTheStoreTellsNoMore() {
    store.answer = () -> PartsConnector.parcel("product-1", Status.IN_TRANSIT);
    Order order = placed();
    AftersalesTask errand = asked(new AftersalesAction.Track(merchantOrder(order)), order);
    await(errand, AftersalesState.Tracked.class);
    store.answer =
        () -> {
          throw new IllegalStateException("bug");
        };
    askAgain(15);
    assertThat(state(errand)).isInstanceOf(AftersalesState.Tracked.class);
    clock.advance(TrackingPace.GIVES_UP_AFTER);
    jobs.wake();
    Awaitility.await().until(() -> state(errand).rests());
    assertThat(((AftersalesState.Tracked) state(errand)).parcels()).hasSize(1);
  }
}
