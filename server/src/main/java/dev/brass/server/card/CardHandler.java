package dev.brass.server.card;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.OrderKey;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The job `carry-card-payment`: continues a payment that its request left unfinished, and charges
/// the card the price of the order. Thread-safe.
final class CardHandler implements JobHandler {

  static final String KIND = "carry-card-payment";

  /// A job that stays until the payment can no longer change.
  private static final String WATCH = "";

  /// A job that stays while a buyer may pay on a page.
  private static final String PAGE = "page";

  /// A job that checks a payment once, after an event.
  private static final String ONCE = "once";

  /// A job that checks the payment of an order once.
  private static final String ORDER = "order";

  private static final Duration SOONEST = Duration.ofSeconds(2);
  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration WATCHED = Duration.ofDays(120);

  /// How long a payment without an order is kept: it contains an address.
  private static final Duration KEPT = Duration.ofDays(30);

  private final CardPayments payments;

  CardHandler(CardPayments payments) {
    this.payments = payments;
  }

  static NewJob watch(CardPayment payment, Duration delay) {
    return job(payment, WATCH, delay);
  }

  static NewJob page(CardPayment payment) {
    return job(payment, PAGE, SOONEST);
  }

  static NewJob once(CardPayment payment, Duration delay) {
    return job(payment, ONCE, delay);
  }

  static NewJob watch(TenantId tenant, UUID payment, Mode mode) {
    return job(tenant, payment, mode, WATCH, Duration.ZERO);
  }

  private static NewJob job(CardPayment payment, String payload, Duration delay) {
    return job(payment.tenant(), payment.id(), payment.mode(), payload, delay);
  }

  /// One job of a payment runs at a time. It follows the clock of the order's tenant.
  private static NewJob job(
      TenantId tenant, UUID payment, Mode mode, String payload, Duration delay) {
    return NewJob.of(KIND, tenant.value(), payment)
        .payload(payload)
        .lane("card-" + payment)
        .after(delay)
        .following(SandboxClocks.name(tenant))
        .in(JobScope.test(mode == Mode.TEST));
  }

  static NewJob ofOrder(OrderKey order) {
    return NewJob.of(KIND, order.tenant().value(), order.id().value())
        .payload(ORDER)
        .following(SandboxClocks.name(order.tenant()));
  }

  @Override
  public JobResult run(Job job) {
    Optional<CardPayment> payment = payment(job);
    if (payment.isEmpty()) {
      return JobResult.done();
    }
    CardPayments.Carried carried = payments.carryOn(payment.get());
    String unclear = carried.unclear();
    if (unclear != null) {
      return new JobResult.RetryLater(unclear);
    }
    if (isOver(carried.payment())) {
      payments.forget(carried.payment());
      return JobResult.done();
    }
    Duration pause = stays(job, carried.payment()) ? pause(carried.payment()) : null;
    return pause == null ? JobResult.done() : new JobResult.GoOn(pause);
  }

  @Override
  public JobResult end(Job job, String why) {
    payment(job).ifPresent(payment -> payments.giveUp(payment, why));
    return JobResult.done();
  }

  private Optional<CardPayment> payment(Job job) {
    return job.payload().equals(ORDER)
        ? Optional.ofNullable(
            payments
                .ofOrders(new TenantId(job.tenantId()), List.of(job.subject()))
                .get(job.subject()))
        : payments.find(job.subject());
  }

  private static boolean stays(Job job, CardPayment payment) {
    return job.payload().equals(WATCH)
        || (job.payload().equals(PAGE)
            && payment.state() instanceof CardPaymentState.AwaitingBuyer);
  }

  private boolean isOver(CardPayment payment) {
    Duration since = Duration.between(payment.updatedAt(), payments.now(payment));
    return payment.cameToNothing() && since.compareTo(KEPT) >= 0;
  }

  /// The pause until the next check; null for never.
  private @Nullable Duration pause(CardPayment payment) {
    Instant now = payments.now(payment);
    Duration age = Duration.between(payment.createdAt(), now);
    if (payment.cameToNothing()) {
      return atLeast(Duration.between(now, payment.updatedAt().plus(KEPT)));
    }
    return switch (payment.state()) {
      case CardPaymentState.Holding(var patience) -> atLeast(Duration.between(now, patience));
      case CardPaymentState.AwaitingBuyer(var session, _) -> {
        Duration left = atLeast(Duration.between(now, payment.expiresAt()));
        Duration look = JobResult.Snooze.quarterOf(age, SOONEST, DAILY);
        yield session == null || left.compareTo(look) < 0 ? left : look;
      }
      case CardPaymentState.Held _,
          CardPaymentState.Ordered _,
          CardPaymentState.Capturing _,
          CardPaymentState.Refunding _,
          CardPaymentState.Releasing _ ->
          JobResult.Snooze.quarterOf(age, SOONEST, DAILY);
      case CardPaymentState.Captured _ -> age.compareTo(WATCHED) > 0 ? null : DAILY;
      case CardPaymentState.Released _,
          CardPaymentState.Uncollected _,
          CardPaymentState.Failed _,
          CardPaymentState.Expired _ ->
          null;
    };
  }

  private static Duration atLeast(Duration left) {
    return left.compareTo(SOONEST) < 0 ? SOONEST : left;
  }
}
