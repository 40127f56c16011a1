package dev.brass.server.agentpay;

import dev.brass.server.agentpay.PaymentRepository.Stored;
import dev.brass.server.agentpay.PaymentState.Bought;
import dev.brass.server.agentpay.PaymentState.Declined;
import dev.brass.server.agentpay.PaymentState.Owed;
import dev.brass.server.agentpay.PaymentState.Refused;
import dev.brass.server.agentpay.PaymentState.Returned;
import dev.brass.server.agentpay.PaymentState.Returning;
import dev.brass.server.agentpay.PaymentState.Settled;
import dev.brass.server.agentpay.PaymentState.Settling;
import dev.brass.server.agentpay.PaymentState.Unclear;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobClass;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderTimes;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Money;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `carry-payment` job: continues a payment after a crash or an unclear answer, and refunds
/// what its order does not need. *After a crash* it continues from the last committed step; each
/// step can be repeated.
final class CarryingHandler implements JobHandler {

  static final String KIND = "carry-payment";

  /// A job that stays until no refund is possible any more.
  static final String WATCH = "";

  /// A job that checks once, after an event.
  static final String ONCE = "once";

  /// One scope for all agents, also before they have a tenant.
  private static final JobScope SCOPE = new JobScope(JobClass.AGENTS, "");

  private static final Logger LOG = LoggerFactory.getLogger(CarryingHandler.class);
  private static final Duration SOONEST = Duration.ofSeconds(2);
  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration REMEMBERED = Duration.ofMinutes(15);
  private static final Duration WATCHED = Duration.ofDays(120);

  /// The number of looks after which an unclear payment is logged as an error.
  private static final int MANY_LOOKS = 20;

  private final PaymentBooks books;
  private final Rails rails;
  private final AgentPurchaser purchaser;
  private final Orders orders;
  private final Wallets wallets;
  private final UnsettledPayments unsettled;

  CarryingHandler(
      PaymentBooks books,
      Rails rails,
      AgentPurchaser purchaser,
      Orders orders,
      Wallets wallets,
      UnsettledPayments unsettled) {
    this.books = books;
    this.rails = rails;
    this.purchaser = purchaser;
    this.orders = orders;
    this.wallets = wallets;
    this.unsettled = unsettled;
  }

  /// One job of a payment runs at a time. It follows the clock of the order's tenant.
  static NewJob job(TenantId tenant, UUID payment, String payload, Duration delay) {
    return NewJob.of(KIND, tenant.value(), payment)
        .payload(payload)
        .lane("payment-" + payment)
        .after(delay)
        .following(SandboxClocks.name(tenant))
        .in(SCOPE);
  }

  @Override
  public JobResult run(Job job) {
    Optional<Stored> stored = books.get(new TenantId(job.tenantId()), job.subject());
    Optional<JobResult> result = Optional.empty();
    while (stored.isPresent() && result.isEmpty()) {
      result = step(job, stored.get());
      stored = books.get(new TenantId(job.tenantId()), job.subject());
    }
    return result.orElseGet(JobResult::done);
  }

  /// The operator handles what is open.
  @Override
  public JobResult end(Job job, String why) {
    books
        .get(new TenantId(job.tenantId()), job.subject())
        .map(Stored::payment)
        .filter(this::isOpen)
        .ifPresent(
            payment ->
                unsettled.giveUp(
                    UnsettledPayment.Means.AGENT,
                    payment.tenant(),
                    payment.id(),
                    payment.state(),
                    why));
    return JobResult.done();
  }

  private boolean isOpen(Payment payment) {
    return switch (payment.state()) {
      case Settling _, Unclear _, Settled _, Returning _ -> true;
      case Bought bought -> bought.order() != null && leavesSomething(payment, bought.order());
      // An owed one is already listed.
      case Returned _, Owed _, Declined _, Refused _ -> false;
    };
  }

  /// An order that is not final may still need its money; the rest is checked when it is final.
  private boolean leavesSomething(Payment payment, UUID order) {
    return refunds(payment)
        && (orders
                .get(new OrderKey(payment.tenant(), new OrderId(order)))
                .filter(found -> found.state().isFinal())
                .isEmpty()
            || wallets.balance(payment.tenant(), Mode.LIVE).available().minor() > 0);
  }

  /// The result of the run; empty when the payment has moved on, so that another step may follow.
  private Optional<JobResult> step(Job job, Stored stored) {
    return switch (stored.payment().state()) {
      case Settling(var patience) -> {
        Duration left = Duration.between(books.now(), patience);
        yield left.isPositive() ? snoozed(left) : look(stored, 0);
      }
      case Unclear(_, var looks) -> look(stored, looks);
      case Settled settled -> settled(stored, settled);
      case Bought bought -> bought(job, stored, bought);
      case Returning returning -> giveBack(stored, returning);
      case Declined(var why) -> declined(stored, why);
      case Refused _ -> refused(stored.payment());
      case Returned _, Owed _ -> Optional.of(JobResult.done());
    };
  }

  /// The payment is kept only as long as its challenge may be presented again.
  private Optional<JobResult> refused(Payment payment) {
    Duration left = Duration.between(books.now(), payment.updatedAt().plus(REMEMBERED));
    if (left.isPositive()) {
      return snoozed(left);
    }
    books.forget(payment);
    return Optional.of(JobResult.done());
  }

  /// The payment was declined; the rail's current answer decides.
  private Optional<JobResult> declined(Stored stored, String no) {
    Rail rail = rails.of(stored.payment());
    return switch (rails.find(rail, stored)) {
      case Settlement.Settled(var reference) -> {
        LOG.warn("payment {}: its money came though it was declined", stored.payment().id());
        books.arrivedTooLate(stored, reference, rail.refunds());
        yield Optional.empty();
      }
      case Settlement.Refused _ -> {
        books.moved(stored, new Refused(no));
        yield Optional.empty();
      }
      case Settlement.Declined(var why) -> again(why);
      case Settlement.Unclear(var why) -> again(why);
    };
  }

  private static Optional<JobResult> snoozed(Duration delay) {
    return Optional.of(new JobResult.GoOn(delay));
  }

  private static Optional<JobResult> again(String why) {
    return Optional.of(new JobResult.RetryLater(why));
  }

  private Optional<JobResult> look(Stored stored, int looks) {
    Rail rail = rails.of(stored.payment());
    Settlement found = rails.find(rail, stored);
    return switch (found) {
      case Settlement.Settled(var reference) -> {
        books.arrived(stored, reference, Duration.ZERO);
        yield Optional.empty();
      }
      case Settlement.Refused(var why) -> {
        books.moved(stored, new Refused(why));
        yield Optional.empty();
      }
      case Settlement.Declined(var why) -> {
        books.moved(stored, new Declined(why));
        yield Optional.empty();
      }
      case Settlement.Unclear(var why) -> {
        if (looks > MANY_LOOKS) {
          LOG.error("payment {}: the rail still gives no answer: {}", stored.payment().id(), why);
        }
        books.moved(stored, new Unclear(why, looks + 1));
        yield again(why);
      }
    };
  }

  private Optional<JobResult> settled(Stored stored, Settled settled) {
    if (stored.payment().purpose() == Payment.Purpose.DATA) {
      Duration left = Duration.between(books.now(), settled.patience());
      if (left.isPositive()) {
        return snoozed(left);
      }
      books.givenUp(
          stored, settled.reference(), "no one waited for the answer", refunds(stored.payment()));
      return Optional.empty();
    }
    Purchase purchase = purchaser.buy(stored.payment(), stored.secrets().request().reveal());
    switch (purchase) {
      case Purchase.Ordered(var order) -> books.ordered(stored, settled.reference(), order);
      case Purchase.Impossible(var why) ->
          books.givenUp(stored, settled.reference(), why, refunds(stored.payment()));
    }
    return Optional.empty();
  }

  private boolean refunds(Payment payment) {
    return rails.of(payment).refunds();
  }

  /// The unused money of an order is the free balance of its tenant's ledger once its outcome is
  /// decided: that tenant has no other money and no other orders.
  private Optional<JobResult> bought(Job job, Stored stored, Bought bought) {
    if (bought.order() == null) {
      return Optional.of(JobResult.done());
    }
    TenantId tenant = stored.payment().tenant();
    Optional<Order> order = orders.get(new OrderKey(tenant, new OrderId(bought.order())));
    if (order.isEmpty()) {
      return again("the order cannot be found");
    }
    boolean once = job.payload().equals(ONCE);
    OrderTimes times = orders.times(tenant);
    Duration age = Duration.between(order.get().createdAt(), times.of(order.get()));
    if (!order.get().state().isDecided()) {
      // The store may have it: if it is found later, it is paid with this money, the only money of
      // its tenant.
      return once || age.compareTo(WATCHED) > 0
          ? Optional.of(JobResult.done())
          : snoozed(JobResult.Snooze.quarterOf(age, SOONEST, DAILY));
    }
    Money free = wallets.balance(tenant, Mode.LIVE).available();
    if (free.minor() > 0 && refunds(stored.payment())) {
      return books.partGoesBack(stored, bought, free).isPresent()
          ? Optional.empty()
          : again("the ledger moved meanwhile");
    }
    return once || age.compareTo(WATCHED) > 0 ? Optional.of(JobResult.done()) : snoozed(DAILY);
  }

  private Optional<JobResult> giveBack(Stored stored, Returning returning) {
    Refund refund = rails.refund(stored, returning);
    return switch (refund) {
      case Refund.Done _ -> {
        FaultPoint.PAYMENT_RETURNED.reached();
        books.isBack(stored, returning);
        yield Optional.empty();
      }
      case Refund.Later(var why) -> {
        LOG.warn(
            "payment {}: {} could not be given back yet: {}",
            stored.payment().id(),
            returning.amount(),
            why);
        yield again(why);
      }
    };
  }
}
