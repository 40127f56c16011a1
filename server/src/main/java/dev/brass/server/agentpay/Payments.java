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
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.hash.Sha256;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.order.Orders;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests of clients without an account, each with its own payment. Thread-safe.
///
/// A payment is on disk before its rail is asked for the money, and each later step is one commit
/// with its ledger transfers; after any interruption the `carry-payment` job ends it with the
/// purchase or with a refund.
public final class Payments {

  /// The channel of orders that were bought this way.
  public static final String CHANNEL = "agent";

  private static final Logger LOG = LoggerFactory.getLogger(Payments.class);

  /// How long a challenge can be answered.
  private static final Duration HOLDS = Duration.ofMinutes(5);

  /// Longer than making any answer takes.
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(3);

  /// How long the start waits for the self-checks of the rails.
  private static final Duration TROUBLE = Duration.ofSeconds(1);

  private static final ProofProblem EXPIRED =
      new ProofProblem(ProofProblem.Kind.EXPIRED, "ask for another challenge");

  private final Rails rails;
  private final PaymentSecrets secrets;
  private final PaymentBooks books;
  private final AgentPurchaser purchaser;
  private final AgentsTenant house;
  private final Recovery recovery;
  private final InstantSource clock;
  private final CarryingHandler handler;

  /// The feature, wired.
  ///
  /// @param rails in the order in which they are offered; none when payments are off
  /// @param recovery whether the database may have lost payments
  /// @param clock the system clock
  public Payments(
      Database database,
      Sealer sealer,
      Jobs jobs,
      Tenants tenants,
      Orders orders,
      Wallets wallets,
      UnsettledPayments unsettled,
      List<Rail> rails,
      AgentPurchaser purchaser,
      Recovery recovery,
      InstantSource clock) {
    this.rails = new Rails(rails);
    this.house = new AgentsTenant(tenants);
    this.secrets = new PaymentSecrets(database, house, new PaymentSecretRepository(sealer), clock);
    this.books =
        new PaymentBooks(
            database, house, new PaymentRepository(sealer), tenants, wallets, jobs, clock);
    this.purchaser = purchaser;
    this.recovery = recovery;
    this.clock = clock;
    this.handler = new CarryingHandler(books, this.rails, purchaser, orders, wallets, unsettled);
    recovery.whenLost(
        () -> {
          house.forget();
          secrets.forget();
        });
    if (!rails.isEmpty()) {
      // Made before the first payment, so that each backup has one.
      secrets.all();
    }
  }

  /// The jobs.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(CarryingHandler.KIND, handler)
            .concurrency(16)
            .backoff(Duration.ofSeconds(1), Duration.ofHours(1))
            .ending(
                JobEnd.within(
                    Duration.ofDays(366),
                    "The payment was refused, or all money is refunded that its order does"
                        + " not need; a paid order is watched for 120 days.",
                    "Open payments are listed at `/admin/unsettled-payments`.")));
  }

  /// Logs at the start the problems that prevent payments.
  public void tellTrouble() {
    rails.tellTrouble(TROUBLE);
  }

  /// The names of the rails, in the order in which they are offered.
  public List<String> methods() {
    return rails.all().stream().map(Rail::method).toList();
  }

  /// Whether there is no way to pay with real money.
  public boolean takesPlayMoneyOnly() {
    return rails.all().stream().allMatch(Rail::isPlayMoney);
  }

  /// The names of the rails by which a bill can be paid.
  public List<String> methods(Bill bill) {
    return rails.all().stream().filter(rail -> takes(rail, bill)).map(Rail::method).toList();
  }

  private static boolean takes(Rail rail, Bill bill) {
    return rail.takes(bill.purpose(), bill.price())
        && (bill.takesPlayMoney() || !rail.isPlayMoney());
  }

  /// The price of something by each rail.
  ///
  /// @param price zero where it depends on the request
  public List<Price> prices(Payment.Purpose purpose, Money price) {
    return rails.all().stream()
        .filter(rail -> price.minor() == 0 || rail.takes(purpose, price))
        .map(
            rail -> {
              Map<String, Object> terms = rail.terms(price);
              return new Price(
                  rail.method(),
                  String.valueOf(terms.get("amount")),
                  String.valueOf(terms.get("currency")));
            })
        .toList();
  }

  /// The tenant that asks stores for data on behalf of all payers without an account.
  public TenantId dataTenant() {
    return house.tenant();
  }

  /// The ways to pay a bill; they are not stored.
  ///
  /// @param realm the host that is paid
  /// @param methods a subset of [#methods()]
  public List<Offer> offers(String realm, Bill bill, List<String> methods) {
    Challenges challenges = new Challenges(realm, secrets.all());
    Instant expires = clock.instant().plus(HOLDS).truncatedTo(ChronoUnit.SECONDS);
    return methods.stream()
        .map(method -> rails.named(method).orElseThrow())
        .filter(Rail::challenges)
        .map(
            rail ->
                challenges.issue(
                    rail.method(),
                    Terms.of(rail, bill),
                    expires,
                    bill.digest(),
                    bill.description()))
        .map(challenge -> new Offer(challenge.method(), challenge.id(), challenge.header()))
        .toList();
  }

  /// The offer for x402 clients; empty when they cannot pay such a bill here.
  ///
  /// @param resource the address that is paid for
  public Optional<X402Offer> x402(Bill bill, List<String> methods, String resource) {
    return rails
        .x402()
        .filter(rail -> takes(rail, bill))
        .filter(rail -> methods.contains(rail.method()))
        .map(rail -> X402.required(rail, bill, resource));
  }

  /// The response header for an x402 payment that failed.
  public Optional<String> x402Failure(Presented presented, String reason) {
    return presented instanceof Presented.X402Payment(_, var old, _)
        ? rails.x402().map(rail -> X402.failure(rail, X402Reason.code(reason), old))
        : Optional.empty();
  }

  /// The response header for an x402 payment that arrived.
  public Optional<String> x402Success(Presented presented, Receipt receipt) {
    return presented instanceof Presented.X402Payment(var header, var old, _)
        ? rails.x402().map(rail -> X402.response(rail, receipt.reference(), header, old))
        : Optional.empty();
  }

  /// Takes the money for an order and submits it.
  ///
  /// @param presented the payment that came with the request
  /// @param idempotencyKey the client's key for this purchase; null when it gave none
  public Paid<Void> order(
      String realm, Bill bill, Presented presented, @Nullable String idempotencyKey) {
    return switch (taken(realm, bill, presented, idempotencyKey)) {
      case Taken.No(var answer) -> retyped(answer);
      case Taken.Here(var stored, var settled) -> buy(stored, settled);
    };
  }

  /// Takes the money for an answer, and refunds it if there is none.
  ///
  /// @param answer empty when there is nothing to pay for
  public <A> Paid<A> answer(
      String realm, Bill bill, Presented presented, Supplier<Answer<A>> answer) {
    return switch (taken(realm, bill, presented, null)) {
      case Taken.No(var no) -> retyped(no);
      case Taken.Here(var stored, var settled) -> answered(stored, settled, answer);
    };
  }

  /// The answer to a request.
  ///
  /// @param worth whether it is worth its price
  public record Answer<A>(A value, boolean worth) {}

  /// The result of taking money.
  private sealed interface Taken {
    record No(Paid<?> answer) implements Taken {}

    record Here(Stored stored, Settled settled) implements Taken {}
  }

  @SuppressWarnings("unchecked") // what is no answer is of no type
  private static <A> Paid<A> retyped(Paid<?> paid) {
    return (Paid<A>) paid;
  }

  private Taken taken(
      String realm, Bill bill, Presented presented, @Nullable String idempotencyKey) {
    return switch (read(realm, bill, presented)) {
      case Credentials.Reading.Unsupported(var method) ->
          new Taken.No(new Paid.Unsupported<>(method));
      case Credentials.Reading.Wrong(var problem, var challenge) ->
          new Taken.No(new Paid.NotPaid<>(problem, challenge));
      case Credentials.Reading.Understood understood -> presented(bill, understood, idempotencyKey);
    };
  }

  private Credentials.Reading read(String realm, Bill bill, Presented presented) {
    return switch (presented) {
      case Presented.Credential(var credential) ->
          new Credentials(realm, secrets.all(), rails).read(bill, credential);
      case Presented.X402Payment x402 ->
          rails.x402().isPresent() && bill.hasBody()
              ? X402.read(rails.x402().get(), bill, x402)
              : new Credentials.Reading.Unsupported(X402Rail.METHOD);
    };
  }

  private Taken presented(
      Bill bill, Credentials.Reading.Understood understood, @Nullable String idempotencyKey) {
    byte[] request = Sha256.of(bill.request());
    Optional<Stored> before = books.byChallenge(understood.challenge());
    if (before.isPresent()) {
      return new Taken.No(repeated(before.get(), understood, request, idempotencyKey));
    }
    Rail rail = understood.rail();
    Charge charge =
        new Charge(
            understood.challenge(),
            bill.price(),
            understood.terms(),
            understood.proof(),
            clock.instant());
    boolean late = understood.isExpired(clock.instant());
    boolean forgotten = recovery.mayHaveForgotten();
    Optional<ProofProblem> problem = late && !forgotten ? Optional.of(EXPIRED) : rail.check(charge);
    if (problem.isPresent()) {
      return new Taken.No(new Paid.NotPaid<>(problem.get(), understood.challenge()));
    }
    // A payment from a period that the database has lost is not too late.
    Known known = forgotten ? rails.known(rail, charge) : new Known.Nothing();
    if (late && known instanceof Known.Nothing) {
      return new Taken.No(new Paid.NotPaid<>(EXPIRED, understood.challenge()));
    }
    if (known instanceof Known.Unclear(var why)) {
      return new Taken.No(new Paid.InDoubt<>(why));
    }
    if (known instanceof Known.GivenBack) {
      return new Taken.No(new Paid.GivenBack<>("it was given back before"));
    }
    Stored stored = begun(bill, understood, request, idempotencyKey);
    if (!books.begin(stored, rail.spentOnce(understood.proof()), rail.patience())) {
      return new Taken.No(usedBefore(understood, request, idempotencyKey));
    }
    FaultPoint.PAYMENT_BEGUN.reached();
    return known instanceof Known.Taken(var reference)
        ? arrived(rail, stored, reference)
        : settle(rail, stored);
  }

  private Stored begun(
      Bill bill,
      Credentials.Reading.Understood understood,
      byte[] request,
      @Nullable String idempotencyKey) {
    UUID id = Ids.next();
    Instant now = clock.instant();
    Payment payment =
        new Payment(
            books.ledger(bill.purpose(), id),
            id,
            bill.purpose(),
            understood.challenge(),
            idempotencyKey,
            understood.rail().method(),
            understood.rail().isPlayMoney(),
            bill.price(),
            new Settling(now.plus(understood.rail().patience())),
            1,
            now,
            now);
    return new Stored(
        payment,
        new PaymentPrivate(
            understood.terms().toString(),
            Secret.of(understood.proof().toString()),
            Secret.of(bill.kept()),
            null),
        understood.credential(),
        request);
  }

  /// Another request has just used the challenge, the proof or the key.
  private Paid<?> usedBefore(
      Credentials.Reading.Understood understood, byte[] request, @Nullable String idempotencyKey) {
    Optional<Stored> same = books.byChallenge(understood.challenge());
    if (same.isPresent()) {
      return repeated(same.get(), understood, request, idempotencyKey);
    }
    Optional<Stored> key =
        idempotencyKey == null ? Optional.empty() : books.byKey(idempotencyKey, request);
    if (key.isPresent()) {
      return new Paid.KeyUsed<>(
          key.get().payment().state() instanceof Bought bought ? bought.order() : null);
    }
    return new Paid.NotPaid<>(
        new ProofProblem(
            ProofProblem.Kind.VERIFICATION_FAILED, "this payment was used for something else"),
        understood.challenge());
  }

  /// The same challenge again: from a client that lost its answer, or from an attacker.
  private Paid<?> repeated(
      Stored stored,
      Credentials.Reading.Understood understood,
      byte[] request,
      @Nullable String idempotencyKey) {
    if (!stored.isFor(request) || !stored.isWith(understood.credential())) {
      return usedChallenge(understood);
    }
    return switch (stored.payment().state()) {
      case Declined _, Refused _ -> usedChallenge(understood);
      case Settling _, Unclear _, Settled _ ->
          new Paid.InDoubt<>("this payment is being carried out");
      case Bought bought -> bought(stored, bought.reference(), bought.order(), idempotencyKey);
      case Returning r when r.order() != null ->
          bought(stored, r.reference(), r.order(), idempotencyKey);
      case Returning r -> new Paid.GivenBack<>(r.why());
      case Returned r -> new Paid.GivenBack<>(r.why());
      case Owed o -> new Paid.GivenBack<>(o.why());
    };
  }

  private static Paid<?> usedChallenge(Credentials.Reading.Understood understood) {
    return new Paid.NotPaid<>(
        new ProofProblem(
            ProofProblem.Kind.INVALID_CHALLENGE, "this challenge was answered already"),
        understood.challenge());
  }

  private static Paid<?> bought(
      Stored stored, String reference, @Nullable UUID order, @Nullable String idempotencyKey) {
    if (order == null) {
      return new Paid.AnsweredBefore<>();
    }
    Payment payment = stored.payment();
    boolean sameKey = idempotencyKey != null && idempotencyKey.equals(payment.idempotencyKey());
    return new Paid.Ordered<>(
        payment,
        order,
        Objects.requireNonNull(stored.secrets().key()),
        receipt(payment, reference),
        !sameKey);
  }

  private static Receipt receipt(Payment payment, String reference) {
    return new Receipt(
        payment.rail(), reference, payment.createdAt().truncatedTo(ChronoUnit.SECONDS));
  }

  private Taken settle(Rail rail, Stored stored) {
    Settlement settlement = rails.settle(rail, stored);
    return switch (settlement) {
      case Settlement.Settled(var reference) -> {
        FaultPoint.PAYMENT_SETTLED.reached();
        yield arrived(rail, stored, reference);
      }
      case Settlement.Refused(var why) -> notTaken(stored, new Refused(why), why);
      case Settlement.Declined(var why) -> notTaken(stored, new Declined(why), why);
      case Settlement.Unclear(var why) -> {
        books.unclear(stored, new Unclear(why, 0));
        yield new Taken.No(new Paid.InDoubt<>(why));
      }
    };
  }

  private Taken notTaken(Stored stored, PaymentState next, String why) {
    return new Taken.No(
        books.moved(stored, next).isPresent()
            ? new Paid.NotPaid<>(
                new ProofProblem(ProofProblem.Kind.VERIFICATION_FAILED, why),
                stored.payment().challenge())
            // The job was faster and has the current state.
            : new Paid.InDoubt<>("this payment is being carried out"));
  }

  private Taken arrived(Rail rail, Stored stored, String reference) {
    Optional<Stored> after = books.arrived(stored, reference, ANSWERED_WITHIN);
    if (after.isPresent() && after.get().payment().state() instanceof Settled settled) {
      FaultPoint.PAYMENT_ARRIVED.reached();
      return new Taken.Here(after.get(), settled);
    }
    // The job was faster: the rail took longer than it should.
    Optional<Stored> now = books.byChallenge(stored.payment().challenge());
    if (now.isPresent()
        && (now.get().payment().state() instanceof Refused
            || now.get().payment().state() instanceof Declined)) {
      // The proof is erased there, but the refund needs it.
      books.arrivedTooLate(now.get().with(stored.secrets()), reference, rail.refunds());
      return new Taken.No(new Paid.GivenBack<>("the payment took too long"));
    }
    return new Taken.No(new Paid.InDoubt<>("this payment is being carried out"));
  }

  private Paid<Void> buy(Stored stored, Settled settled) {
    String request = stored.secrets().request().reveal();
    return switch (purchaser.buy(stored.payment(), request)) {
      case Purchase.Ordered(var order) -> {
        FaultPoint.PAYMENT_SPENT.reached();
        // When the job was faster, it has found the same order.
        books.ordered(stored, settled.reference(), order);
        yield new Paid.Ordered<>(
            stored.payment(),
            order,
            Objects.requireNonNull(stored.secrets().key()),
            receipt(stored.payment(), settled.reference()),
            false);
      }
      case Purchase.Impossible(var why) -> {
        books.givenUp(stored, settled.reference(), why, rails.of(stored.payment()).refunds());
        yield new Paid.GivenBack<>(why);
      }
    };
  }

  private <A> Paid<A> answered(Stored stored, Settled settled, Supplier<Answer<A>> answer) {
    Answer<A> found;
    try {
      found = answer.get();
    } catch (RuntimeException e) {
      LOG.warn("payment {}: its answer failed", stored.payment().id(), e);
      return noAnswer(stored, settled);
    }
    if (!found.worth()) {
      return noAnswer(stored, settled);
    }
    return books.answered(stored, settled.reference()).isPresent()
        ? new Paid.Answered<>(found.value(), receipt(stored.payment(), settled.reference()))
        : new Paid.GivenBack<>("the answer took too long");
  }

  private <A> Paid<A> noAnswer(Stored stored, Settled settled) {
    String why = "there was no answer";
    books.givenUp(stored, settled.reference(), why, rails.of(stored.payment()).refunds());
    return new Paid.GivenBack<>(why);
  }
}
