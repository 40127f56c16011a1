package dev.brass.server.agentpay;

import dev.brass.server.agentpay.PaymentRepository.Stored;
import dev.brass.server.agentpay.PaymentState.Bought;
import dev.brass.server.agentpay.PaymentState.Owed;
import dev.brass.server.agentpay.PaymentState.Returned;
import dev.brass.server.agentpay.PaymentState.Returning;
import dev.brass.server.agentpay.PaymentState.Settled;
import dev.brass.server.db.Database;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.NewKey;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.TenantKind;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Commits the steps of payments, each together with its ledger transfers. Thread-safe.
///
/// A step is refused without effect when the payment has changed since it was read.
final class PaymentBooks {

  /// Longer than any action on the purchase is possible.
  static final Duration KEY_HOLDS = Duration.ofDays(180);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Database database;
  private final AgentsTenant house;
  private final PaymentRepository repository;
  private final Tenants tenants;
  private final Wallets wallets;
  private final Jobs jobs;
  private final InstantSource clock;

  PaymentBooks(
      Database database,
      AgentsTenant house,
      PaymentRepository repository,
      Tenants tenants,
      Wallets wallets,
      Jobs jobs,
      InstantSource clock) {
    this.database = database;
    this.house = house;
    this.repository = repository;
    this.tenants = tenants;
    this.wallets = wallets;
    this.jobs = jobs;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  TenantId house() {
    return house.tenant();
  }

  /// The tenant whose ledger gets the money of an order or an answer.
  TenantId ledger(Payment.Purpose purpose, UUID id) {
    return purpose == Payment.Purpose.ORDER ? Payment.ledger(id) : house.tenant();
  }

  Optional<Stored> byChallenge(String challenge) {
    return database.jdbi().withHandle(h -> repository.byChallenge(h, house.tenant(), challenge));
  }

  Optional<Stored> byKey(String key, byte[] request) {
    return database.jdbi().withHandle(h -> repository.byKey(h, house.tenant(), key, request));
  }

  Optional<Stored> get(TenantId tenant, UUID id) {
    return database.jdbi().withHandle(h -> repository.get(h, house.tenant(), tenant, id));
  }

  /// Stores a payment before its rail is asked, with the job that continues it if this process does
  /// not; false when its challenge, proof or key was used before.
  boolean begin(Stored stored, @Nullable String proof, Duration patience) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              boolean isNew = repository.insert(handle, house.tenant(), stored, proof);
              if (isNew) {
                jobs.enqueue(handle, List.of(job(stored.payment(), patience)));
              }
              return isNew;
            });
  }

  /// Changes a payment's state without moving money; empty when it has changed already.
  Optional<Stored> moved(Stored before, PaymentState next) {
    Stored after = before.with(before.payment().with(next, clock.instant()));
    return step(
        handle -> {
          update(handle, after);
          return after;
        });
  }

  /// Deletes a payment without money: anyone may try to pay without a key, any number of times.
  void forget(Payment refused) {
    database.jdbi().useTransaction(handle -> repository.forget(handle, refused));
  }

  /// The rail may have the money: it is asked soon.
  Optional<Stored> unclear(Stored before, PaymentState.Unclear next) {
    Stored after = before.with(before.payment().with(next, clock.instant()));
    return step(
        handle -> {
          update(handle, after);
          jobs.enqueue(handle, List.of(soon(before.payment(), SOON)));
          return after;
        });
  }

  /// The money has arrived: it is booked, and an order gets its tenant and its key.
  Optional<Stored> arrived(Stored before, String reference, Duration patience) {
    PaymentState next = new Settled(reference, clock.instant().plus(patience));
    return step(
        handle -> {
          Stored after = opened(handle, before.with(before.payment().with(next, clock.instant())));
          update(handle, after);
          putIn(handle, after.payment());
          return after;
        });
  }

  private Stored opened(Handle handle, Stored stored) {
    Payment payment = stored.payment();
    if (payment.purpose() == Payment.Purpose.DATA) {
      return stored;
    }
    tenants.create(handle, payment.tenant(), "agent-" + payment.id(), TenantKind.AGENT);
    NewKey key =
        tenants.createKey(
            handle,
            payment.tenant(),
            KeyKind.LIVE,
            "paid order",
            Scope.ORDER,
            clock.instant().plus(KEY_HOLDS));
    return stored.with(stored.secrets().with(key.text()));
  }

  private void putIn(Handle handle, Payment payment) {
    wallets.topUp(
        handle,
        payment.tenant(),
        Mode.LIVE,
        payment.amount(),
        "paid by " + payment.rail(),
        "payment/" + payment.challenge());
  }

  /// Money arrived after its payment was given up: it is booked and refunded at once.
  Optional<Stored> arrivedTooLate(Stored before, String reference, boolean refunds) {
    String why = "the payment came after it was given up";
    return step(
        handle -> {
          Stored opened = opened(handle, before);
          putIn(handle, before.payment());
          return takenOut(handle, opened, back(before.payment(), reference, why, refunds));
        });
  }

  /// Nothing was bought: all of the money is refunded.
  Optional<Stored> givenUp(Stored before, String reference, String why, boolean refunds) {
    return step(
        handle -> takenOut(handle, before, back(before.payment(), reference, why, refunds)));
  }

  private static PaymentState back(Payment payment, String reference, String why, boolean refunds) {
    return refunds
        ? new Returning(reference, null, payment.amount(), 0, 0, why)
        : new Owed(reference, payment.amount(), why);
  }

  /// A part of an order's payment is refunded.
  Optional<Stored> partGoesBack(Stored before, Bought bought, Money part) {
    PaymentState next =
        new Returning(
            bought.reference(),
            bought.order(),
            part,
            bought.returned(),
            bought.returns(),
            "not needed");
    return step(handle -> takenOut(handle, before, next));
  }

  private Stored takenOut(Handle handle, Stored before, PaymentState next) {
    Stored after = before.with(before.payment().with(next, clock.instant()));
    update(handle, after);
    if (next instanceof Returning returning) {
      Payment payment = after.payment();
      Wallets.Moved moved =
          wallets.withdraw(
              handle,
              payment.tenant(),
              Mode.LIVE,
              returning.amount(),
              "back to the payer: " + returning.why(),
              refundKey(payment, returning));
      if (!(moved instanceof Wallets.Moved.Done)) {
        throw new MovedOn();
      }
      jobs.enqueue(handle, List.of(soon(payment, Duration.ZERO)));
    }
    return after;
  }

  /// The key of a partial refund, for the ledger and the rail.
  static String refundKey(Payment payment, Returning returning) {
    return "refund/" + payment.challenge() + "/" + (returning.returns() + 1);
  }

  /// A partial refund has reached its payer.
  Optional<Stored> isBack(Stored before, Returning r) {
    PaymentState next =
        r.order() == null
            ? new Returned(r.reference(), r.amount(), r.why())
            : new Bought(
                r.reference(), r.order(), r.returned() + r.amount().minor(), r.returns() + 1);
    return moved(before, next);
  }

  Optional<Stored> ordered(Stored before, String reference, UUID order) {
    return moved(before, new Bought(reference, order, 0, 0));
  }

  /// The answer is paid for: its price leaves the ledger of all answers.
  Optional<Stored> answered(Stored before, String reference) {
    Stored after =
        before.with(before.payment().with(new Bought(reference, null, 0, 0), clock.instant()));
    return step(
        handle -> {
          update(handle, after);
          wallets.charge(
              handle,
              after.payment().tenant(),
              Mode.LIVE,
              after.payment().amount(),
              "an answer",
              "answer/" + after.payment().challenge());
          return after;
        });
  }

  /// The payment or its ledger has changed since it was read.
  private static final class MovedOn extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Optional<Stored> step(Function<Handle, Stored> work) {
    try {
      Stored after = database.jdbi().inTransaction(handle -> work.apply(handle));
      jobs.wake();
      return Optional.of(after);
    } catch (MovedOn e) {
      return Optional.empty();
    }
  }

  private void update(Handle handle, Stored after) {
    if (!repository.update(handle, house.tenant(), after)) {
      throw new MovedOn();
    }
  }

  private static NewJob job(Payment payment, Duration delay) {
    return CarryingHandler.job(payment.tenant(), payment.id(), CarryingHandler.WATCH, delay);
  }

  private static NewJob soon(Payment payment, Duration delay) {
    return CarryingHandler.job(payment.tenant(), payment.id(), CarryingHandler.ONCE, delay);
  }
}
