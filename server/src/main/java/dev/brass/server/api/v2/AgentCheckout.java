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

/// The payment step of an agent's request: answers with the price, or processes the payment that
/// was sent. Thread-safe.
final class AgentCheckout {

  private final Payments payments;
  private final PublicAddress address;
  private final AddressRateLimit pace;
  private final AgentAnswers answers;

  /// Creates the checkout.
  ///
  /// @param pace limit on payments per address, because each payment is stored for a while
  AgentCheckout(Payments payments, PublicAddress address, AddressRateLimit pace, V2Json json) {
    this.pace = pace;
    this.payments = payments;
    this.address = address;
    this.answers = new AgentAnswers(json);
  }

  /// The payment methods that a request accepts.
  ///
  /// @throws V2Problem when it insists on another one, or no method is configured
  List<String> ways(ApiRequest request) {
    List<String> methods = payments.methods();
    if (methods.isEmpty()) {
      throw V2AgentApi.closed();
    }
    return AcceptedMethods.wanted(request, methods);
  }

  /// The accepted methods that can pay a bill: cards do not support amounts of a few cents.
  ///
  /// @throws V2Problem when the client insists on another one, or no method can pay
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

  /// The processing of a received payment.
  interface Take<A> {
    Paid<A> of(String realm, Presented presented);
  }

  /// The answer to a valid request: its price, or the result of its payment.
  ///
  /// @param paid the answer to a paid request, or the error of one with a [V2Problem]
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
      throw TooMuch.now("too many payments from your address; try again later", wait);
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
          400, "bad_request", "This is not an x402 payment", Map.of("reason", problem.why()));
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

  /// The price of a request.
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

  /// The problem for a request that was not fulfilled and must not be paid again.
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
