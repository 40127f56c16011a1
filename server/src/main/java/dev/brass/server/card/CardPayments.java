package dev.brass.server.card;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.agentpay.UnsettledPayment;
import dev.brass.server.agentpay.UnsettledPayments;
import dev.brass.server.card.CardPaymentState.AwaitingBuyer;
import dev.brass.server.card.CardPaymentState.Failed;
import dev.brass.server.card.CardPaymentState.Held;
import dev.brass.server.card.CardPaymentState.Holding;
import dev.brass.server.card.CardProcessor.Opened;
import dev.brass.server.db.Database;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.hash.Sha256;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.secret.Sealer;
import dev.brass.server.stripe.StripeEvent;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.text.Characters;
import dev.brass.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Payments of orders by card. Thread-safe.
///
/// A payment is on disk before the processor is asked, and so is each later step before it is
/// taken; the next caller (a request, the buyer or the job) continues it from there.
public final class CardPayments {

  /// How long a buyer has to pay.
  private static final Duration PAYABLE = Duration.ofHours(23);

  /// Longer than a call to the processor usually takes. A later caller repeats the call, which is
  /// harmless.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// The first check after an order is made, since it may already be final.
  private static final Duration SOON = Duration.ofSeconds(1);

  /// How many payments with one key can be recognised after the database has lost them.
  private static final int MOST_NAMED = 20;

  /// More than the number of steps of a payment.
  private static final int MOST_STEPS = 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Database database;
  private final Jobs jobs;
  private final Orders orders;
  private final CardProcessors processors;
  private final ProcessingFee rate;
  private final CardPurchaser purchaser;
  private final UnsettledPayments unsettled;
  private final CardPaymentRepository repository;
  private final CardSteps steps;
  private final InstantSource clock;

  /// The feature, wired.
  ///
  /// @param rate the processor's fee
  /// @param recovery whether the database may have lost payments
  /// @param clock the system clock
  public CardPayments(
      Database database,
      Sealer sealer,
      Jobs jobs,
      Orders orders,
      Aftersales aftersales,
      CardProcessors processors,
      ProcessingFee rate,
      OrderIntake intake,
      UnsettledPayments unsettled,
      Recovery recovery,
      InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.orders = orders;
    this.processors = processors;
    this.rate = rate;
    this.purchaser = new CardPurchaser(orders, intake);
    this.unsettled = unsettled;
    this.repository = new CardPaymentRepository(sealer);
    this.steps = new CardSteps(orders, aftersales, processors, rate, recovery);
    this.clock = clock;
  }

  /// The jobs.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(CardHandler.KIND, new CardHandler(this))
            .concurrency(16)
            .backoff(Duration.ofSeconds(1), Duration.ofHours(1))
            .ending(
                JobEnd.within(
                    Duration.ofDays(366),
                    "The payment can no longer change: it ended without an order 30"
                        + " days ago, or was captured 120 days ago.",
                    "Open payments are listed at `/admin/unsettled-payments`.")));
  }

  /// The result of beginning a payment.
  public sealed interface Begun {

    /// It is stored; [#carryOn] does the rest.
    record New(CardPayment payment) implements Begun {}

    /// The client's key belongs to this payment.
    ///
    /// @param same whether it is for the same request
    record Before(CardPayment payment, boolean same) implements Begun {}
  }

  /// Stores a new payment for an order.
  public Begun begin(NewCardPayment wanted) {
    byte[] hash = Sha256.of(wanted.order().reveal().echo());
    CardPayment payment = made(wanted, id(wanted, hash));
    boolean isNew =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  boolean inserted =
                      repository.insert(handle, payment, wanted.order().reveal(), hash);
                  if (inserted) {
                    jobs.enqueue(handle, List.of(CardHandler.watch(payment, PATIENCE)));
                  }
                  return inserted;
                });
    if (isNew) {
      return new Begun.New(payment);
    }
    String key = String.valueOf(wanted.idempotencyKey());
    return database
        .jdbi()
        .withHandle(
            handle ->
                repository
                    .byKey(handle, wanted.tenant(), wanted.mode(), key)
                    .flatMap(
                        before ->
                            repository
                                .isFor(handle, before.id(), hash)
                                .<Begun>map(same -> new Begun.Before(before, same))))
        // The key has just become free.
        .orElseGet(() -> begin(wanted));
  }

  /// The payment's id at the processor. With a client key it is the same as in a period that the
  /// database may have lost, so that no card is charged twice for an order that is sent again. A
  /// payment without an order releases its key, and the next payment gets the next id.
  private UUID id(NewCardPayment wanted, byte[] hash) {
    String key = wanted.idempotencyKey();
    for (int number = 1; key != null && number <= MOST_NAMED; number++) {
      UUID id =
          orders.nameOf(
              "card-payment", wanted.tenant(), wanted.mode(), wanted.channel(), key, hash, number);
      if (find(id).filter(CardPayment::cameToNothing).isEmpty()) {
        return id;
      }
    }
    return UUID.randomUUID();
  }

  private CardPayment made(NewCardPayment wanted, UUID id) {
    CardTerms terms = wanted.terms();
    Instant now = time(wanted.tenant(), wanted.mode()).truncatedTo(ChronoUnit.MICROS);
    return new CardPayment(
        wanted.tenant(),
        id,
        wanted.mode(),
        processors.isPlayMoney(wanted.mode()),
        terms,
        wanted.idempotencyKey(),
        processors.account(terms.kind(), wanted.tenant(), wanted.mode()),
        Costs.of(wanted.cap(), terms.margin(), wanted.fee(), rate),
        new Holding(now.plus(PATIENCE)),
        null,
        1,
        now,
        now,
        now.plus(PAYABLE));
  }

  private Instant time(TenantId tenant, Mode mode) {
    return mode == Mode.TEST ? orders.times(tenant).sandbox() : clock.instant();
  }

  /// The time of a payment: that of its order; before there is one, sandbox time if it is
  /// simulated.
  public Instant now(CardPayment payment) {
    UUID order = payment.order();
    return order == null
        ? time(payment.tenant(), payment.mode())
        : orders
            .get(new OrderKey(payment.tenant(), new OrderId(order)))
            .map(o -> orders.times(payment.tenant()).of(o))
            .orElseGet(clock::instant);
  }

  /// Leaves what is open to the operator, without asking the processor.
  void giveUp(CardPayment payment, String why) {
    boolean open =
        switch (payment.state()) {
          case Holding _,
              AwaitingBuyer _,
              Held _,
              CardPaymentState.Capturing _,
              CardPaymentState.Refunding _,
              CardPaymentState.Releasing _ ->
              true;
          // The order alone decides the next step.
          case CardPaymentState.Ordered _, CardPaymentState.Captured _ ->
              !(steps.next(payment, now(payment)) instanceof CardSteps.Step.Rest);
          // An uncollected one is already listed.
          case CardPaymentState.Released _,
              CardPaymentState.Uncollected _,
              Failed _,
              CardPaymentState.Expired _ ->
              false;
        };
    if (open) {
      unsettled.giveUp(
          UnsettledPayment.Means.CARD, payment.tenant(), payment.id(), payment.state(), why);
    }
  }

  /// The job that continues a payment that was left to the operator.
  public static NewJob resumed(UnsettledPayment payment) {
    return CardHandler.watch(payment.tenant(), payment.id(), payment.mode());
  }

  /// Deletes a payment without an order.
  void forget(CardPayment payment) {
    database.jdbi().useHandle(handle -> repository.delete(handle, payment));
  }

  public Optional<CardPayment> find(UUID id) {
    return database.jdbi().withHandle(handle -> repository.byId(handle, id));
  }

  /// The payments of those of a tenant's orders that are paid by card.
  public Map<UUID, CardPayment> ofOrders(TenantId tenant, Collection<UUID> some) {
    Map<UUID, CardPayment> byOrder = new HashMap<>();
    database
        .jdbi()
        .withHandle(handle -> repository.ofOrders(handle, tenant, some))
        .forEach(payment -> byOrder.put(payment.order(), payment));
    return byOrder;
  }

  /// Schedules a check of the payment that an event is about, if there is one.
  public void told(StripeEvent event) {
    String id = event.metadata().getOrDefault(StripeCards.NAME, "");
    if (Characters.areUuid(id)) {
      find(UUID.fromString(id)).ifPresent(payment -> enqueue(CardHandler.once(payment, SOON)));
    }
  }

  private void enqueue(NewJob job) {
    database.jdbi().useTransaction(handle -> jobs.enqueue(handle, List.of(job)));
    jobs.wake();
  }

  /// The products to be bought and their destination. Empty if the payment has been deleted.
  public Optional<Wanted> wanted(CardPayment payment) {
    return kept(payment).map(Secret::reveal).map(CardPayments::wanted);
  }

  private static Wanted wanted(String kept) {
    return AcceptedOrder.read(kept)
        .map(order -> Wanted.of(order.spec()))
        .orElseGet(() -> Wanted.of(OrderDraft.read(JSON.readTree(kept))));
  }

  private Optional<Secret<String>> kept(CardPayment payment) {
    return database.jdbi().withHandle(handle -> repository.order(handle, payment.id()));
  }

  /// The result of continuing a payment.
  ///
  /// @param unclear why it is stopped before its next step; null when it rests
  public record Carried(CardPayment payment, @Nullable String unclear) {}

  /// Continues a payment as far as possible.
  public Carried carryOn(CardPayment payment) {
    return carry(payment, false);
  }

  /// Continues a payment up to its order, so that the client need not wait for the rest.
  public Carried carryToOrder(CardPayment payment) {
    return carry(payment, true);
  }

  private Carried carry(CardPayment payment, boolean toOrder) {
    CardPayment current = payment;
    for (int i = 0; i < MOST_STEPS; i++) {
      if (toOrder && current.order() != null) {
        return new Carried(current, null);
      }
      CardSteps.Step step =
          current.state() instanceof Held held
              ? bought(current, held)
              : steps.next(current, now(current));
      switch (step) {
        case CardSteps.Step.Rest _ -> {
          return new Carried(current, null);
        }
        case CardSteps.Step.Later(var why) -> {
          return new Carried(current, why);
        }
        case CardSteps.Step.To(var state, var order) -> {
          reached(state);
          current = moved(current, state, order);
        }
      }
    }
    return new Carried(current, "it keeps changing");
  }

  private static void reached(CardPaymentState next) {
    switch (next) {
      case Held _ -> FaultPoint.CARD_HELD.reached();
      case CardPaymentState.Ordered _ -> FaultPoint.CARD_BOUGHT.reached();
      case CardPaymentState.Captured _ -> FaultPoint.CARD_CAPTURED.reached();
      case CardPaymentState.Holding _,
          AwaitingBuyer _,
          CardPaymentState.Capturing _,
          CardPaymentState.Refunding _,
          CardPaymentState.Releasing _,
          CardPaymentState.Released _,
          CardPaymentState.Uncollected _,
          Failed _,
          CardPaymentState.Expired _ -> {}
    }
  }

  private CardSteps.Step bought(CardPayment payment, Held held) {
    Secret<String> order = kept(payment).orElseThrow();
    return steps.bought(held, purchaser.buy(payment, order.reveal()));
  }

  /// The payment in its next state, or in the one that another caller has stored meanwhile.
  private CardPayment moved(CardPayment before, CardPaymentState next, @Nullable UUID order) {
    CardPayment after = before.with(next, order, now(before));
    boolean done =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  boolean updated = repository.update(handle, after);
                  if (updated && next instanceof CardPaymentState.Ordered) {
                    jobs.enqueue(handle, List.of(CardHandler.once(after, SOON)));
                  }
                  return updated;
                });
    return done ? after : find(before.id()).orElse(before);
  }

  /// The page on which a buyer pays.
  public sealed interface Page {

    record At(String url) implements Page {}

    /// There is nothing to pay any more.
    record NotPayable(CardPayment payment) implements Page {}

    /// The processor refuses to open one.
    record Refused(String why) implements Page {}

    /// Not now.
    record Later(String why) implements Page {}
  }

  /// The processor's page, opened on the first call and then reused.
  ///
  /// @param back the address to which the buyer returns
  public Page page(CardPayment payment, Supplier<URI> back) {
    CardPayment current = carryOn(payment).payment();
    if (!(current.state() instanceof AwaitingBuyer(var session, var url))) {
      return new Page.NotPayable(current);
    }
    if (session != null && url != null) {
      return new Page.At(url);
    }
    CardProcessor processor = processors.of(current);
    return switch (processor.open(current, back.get())) {
      case Opened.At(var opened, var at) ->
          shown(current, processor, new AwaitingBuyer(opened, at));
      case Opened.Refused(var why) -> new Page.Refused(why);
      case Opened.Unclear(var why) -> new Page.Later(why);
    };
  }

  /// Two callers that open a page at the same time both get the stored one.
  private Page shown(CardPayment before, CardProcessor processor, AwaitingBuyer opened) {
    CardPayment after = moved(before, opened, null);
    if (after.state() instanceof AwaitingBuyer(var session, var url)
        && session != null
        && url != null) {
      if (!session.equals(opened.session())) {
        processor.close(before, String.valueOf(opened.session()));
      }
      enqueue(CardHandler.page(after));
      return new Page.At(url);
    }
    processor.close(before, String.valueOf(opened.session()));
    return new Page.NotPayable(after);
  }

  /// The buyer of a simulated payment pays.
  ///
  /// @return the payment afterwards
  public CardPayment simulate(CardPayment payment) {
    CardPayment current = carryOn(payment).payment();
    return current.isSimulated() && current.state() instanceof AwaitingBuyer
        ? carryOn(moved(current, new Held(SimulatedCards.held(current)), null)).payment()
        : current;
  }
}
