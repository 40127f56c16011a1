package dev.brass.server.agentpay;

import dev.brass.server.agentpay.UnsettledPayment.Means;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Payments that this server no longer continues by itself, for an operator. Thread-safe.
public final class UnsettledPayments {

  private static final Logger LOG = LoggerFactory.getLogger(UnsettledPayments.class);

  private final Jdbi jdbi;
  private final Jobs jobs;
  private final Carrier cards;
  private final InstantSource clock;
  private final UnsettledPaymentRepository repository = new UnsettledPaymentRepository();

  /// Makes the job that continues a payment.
  public interface Carrier {
    NewJob job(UnsettledPayment payment);
  }

  /// The list.
  ///
  /// @param cards makes the jobs of payments by card
  /// @param clock the system clock
  public UnsettledPayments(Jdbi jdbi, Jobs jobs, Carrier cards, InstantSource clock) {
    this.jdbi = jdbi;
    this.jobs = jobs;
    this.cards = cards;
    this.clock = clock;
  }

  /// Lists a payment that its job no longer continues. Repeatable.
  ///
  /// @param state for the log
  /// @param why as a sentence without a full stop
  public void giveUp(Means means, TenantId tenant, UUID id, Object state, String why) {
    LOG.error(
        "payment {} of tenant {} is no longer continued, and something is open: {} ({});"
            + " settle it at /admin/unsettled-payments",
        id,
        tenant,
        state.getClass().getSimpleName(),
        why);
    jdbi.useHandle(h -> repository.giveUp(h, means, tenant, id, why, clock.instant()));
  }

  /// The open ones, oldest first.
  ///
  /// @param after the last one of the previous page; null for the first page
  public List<UnsettledPayment> open(@Nullable UnsettledPayment after, int limit) {
    return jdbi.withHandle(handle -> repository.page(handle, after, limit));
  }

  /// An open one.
  public Optional<UnsettledPayment> get(UUID id) {
    return jdbi.withHandle(handle -> repository.get(handle, id));
  }

  /// Records an operator's settlement; false when another operator was first.
  public boolean settle(UnsettledPayment payment, String actor, String note) {
    return jdbi.withHandle(h -> repository.settle(h, payment, actor, note, clock.instant()));
  }

  /// Resumes a payment with fresh limits of attempts and time; false when another operator was
  /// first.
  public boolean resume(UnsettledPayment payment) {
    boolean resumed =
        jdbi.inTransaction(
            handle -> {
              boolean mine = repository.resume(handle, payment);
              if (mine) {
                jobs.enqueue(handle, List.of(job(payment)));
              }
              return mine;
            });
    jobs.wake();
    return resumed;
  }

  private NewJob job(UnsettledPayment payment) {
    return switch (payment.means()) {
      case AGENT ->
          CarryingHandler.job(payment.tenant(), payment.id(), CarryingHandler.WATCH, Duration.ZERO);
      case CARD -> cards.job(payment);
    };
  }
}
