package dev.brass.server.api.v2;

import dev.brass.server.agentpay.Bill;
import dev.brass.server.agentpay.Paid;
import dev.brass.server.agentpay.Payments;
import dev.brass.server.agentpay.Presented;
import dev.brass.server.agentpay.ProofProblem;
import dev.brass.server.agentpay.Receipt;
import dev.brass.server.agentpay.X402Reason;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.onboarding.AddressRateLimit;
import dev.brass.server.quota.TooMuch;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a request of an agent is paid: it says what it costs, or takes what was sent. Thread-safe.
final class AgentCheckout {

  private final Payments payments;
  private final PublicAddress address;
  private final AddressRateLimit pace;
  private final AgentAnswers answers;

  /// A till.
  ///
  /// @param pace how often each address may present a payment: each is kept for a while
  AgentCheckout(Payments payments, PublicAddress address, AddressRateLimit pace, V2Json json) {
    this.pace = pace;
    this.payments = payments;
    this.address = address;
    this.answers = new AgentAnswers(json);
  }

  /// The names of the ways to pay that a request wants to be told of.
  ///
  /// @throws V2Problem when it wants another one, or nobody can pay here
  List<String> ways(ApiRequest request) {
    List<String> methods = payments.methods();
    if (methods.isEmpty()) {
      throw V2AgentApi.closed();
    }
    return AcceptedMethods.wanted(request, methods);
  }

  /// Of the wanted ways, those by which a bill can be paid: a card takes no single cents.
  ///
  /// @throws V2Problem when the client insists on another one, or there is none
  private List<String> fitting(ApiRequest request, Bill bill, List<String> ways) {
    List<String> able = payments.methods(bill);
    if (able.isEmpty() && !bill.takesPlayMoney() && payments.takesPlayMoneyOnly()) {
      throw V2AgentApi.playMoney();
    }
    if (able.isEmpty()) {
      throw V2AgentApi.tooLittle(bill.price());
    }
    List<String> fitting = ways.stream().filter(able::contains).toList();
    if (fitting.isEmpty() && AcceptedMethods.isNamed(request)) {
      throw AcceptedMethods.unknown(able);
    }
    return fitting.isEmpty() ? able : fitting;
  }

  /// A payment in hand.
  interface Take<A> {
    Paid<A> of(String realm, Presented presented);
  }

  /// The answer to a good request: what it costs, or what came of its payment.
  ///
  /// @param paid the answer to one that is paid for, or that a [V2Problem] is told for
  <A> Reply sell(
      ApiRequest request,
      Bill bill,
      List<String> wanted,
      Take<A> take,
      Function<Paid<A>, Reply> paid) {
    List<String> ways = fitting(request, bill, wanted);
    Presented presented = AgentCredential.of(request, resource(request));
    if (presented == null) {
      return asked(request, bill, ways);
    }
    Duration wait = pace.take(request.address());
    if (!wait.isZero()) {
      throw TooMuch.now("your address presents too many payments; try again later", wait);
    }
    return switch (take.of(realm(request), presented)) {
      case Paid.NotPaid<A>(var problem, var challenge) ->
          notPaid(request, bill, ways, presented, problem, challenge);
      case Paid.Unsupported<A>(var method) ->
          throw AgentAnswers.unsupported(method, payments.methods(bill));
      case Paid.Ordered<A> ordered -> told(presented, ordered.receipt(), paid.apply(ordered));
      case Paid<A> other -> paid.apply(other);
    };
  }

  private Reply told(Presented presented, Receipt receipt, Reply reply) {
    return payments
        .x402Success(presented, receipt)
        .map(told -> reply.with(AgentCredential.responseHeader(presented), told))
        .orElse(reply);
  }

  private Reply notPaid(
      ApiRequest request,
      Bill bill,
      List<String> ways,
      Presented presented,
      ProofProblem problem,
      @Nullable String challenge) {
    if (presented instanceof Presented.X402Payment
        && problem.kind() == ProofProblem.Kind.MALFORMED) {
      throw new V2Problem(
          400, "bad_request", "This is no payment of x402", Map.of("reason", problem.why()));
    }
    ProofProblem plain =
        presented instanceof Presented.X402Payment
            ? new ProofProblem(problem.kind(), X402Reason.told(problem.why()))
            : problem;
    Reply reply = required(request, bill, ways, plain, challenge);
    return payments
        .x402Failure(presented, problem.why())
        .map(told -> reply.with(AgentCredential.responseHeader(presented), told))
        .orElse(reply);
  }

  /// What a request costs.
  Reply ask(ApiRequest request, Bill bill, List<String> wanted) {
    return asked(request, bill, fitting(request, bill, wanted));
  }

  private Reply asked(ApiRequest request, Bill bill, List<String> ways) {
    return required(
        request,
        bill,
        ways,
        new ProofProblem(
            ProofProblem.Kind.PAYMENT_REQUIRED, bill.description() + ": " + bill.price()),
        null);
  }

  private Reply required(
      ApiRequest request,
      Bill bill,
      List<String> ways,
      ProofProblem problem,
      @Nullable String challenge) {
    return answers.pay(
        problem,
        challenge,
        payments.offers(realm(request), bill, ways),
        payments.x402(bill, ways, resource(request)).orElse(null));
  }

  /// The problem that is told for what was neither bought nor to be paid again.
  V2Problem refused(Paid<?> paid) {
    return answers.refused(paid);
  }

  private String resource(ApiRequest request) {
    return address.of(request) + request.path();
  }

  private String realm(ApiRequest request) {
    @Nullable String host = URI.create(address.of(request)).getHost();
    return host == null ? "localhost" : host;
  }
}
