package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.payment.Bill;
import dev.brass.server.payment.Paid;
import dev.brass.server.payment.Payments;
import dev.brass.server.payment.ProofProblem;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a request of an agent is paid: it says what it costs, or takes what was sent. Thread-safe.
final class AgentTill {

  private final Payments payments;
  private final PublicAddress address;
  private final AgentAnswers answers;

  AgentTill(Payments payments, PublicAddress address, V2Json json) {
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
    return AgentWays.wanted(request, methods);
  }

  /// A payment in hand.
  interface Take<A> {
    Paid<A> of(String realm, String credential);
  }

  /// The answer to a good request: what it costs, or what came of its payment.
  ///
  /// @param paid the answer to one that is paid for, or that a [V2Problem] is told for
  <A> Reply sell(
      ApiRequest request,
      Bill bill,
      List<String> ways,
      Take<A> take,
      Function<Paid<A>, Reply> paid) {
    String credential = AgentCredential.of(request);
    if (credential == null) {
      return ask(request, bill, ways);
    }
    Paid<A> result = take.of(realm(request), credential);
    return result instanceof Paid.NotPaid<A>(var problem, var challenge)
        ? answers.pay(problem, challenge, payments.offers(realm(request), bill, ways))
        : paid.apply(result);
  }

  /// What a request costs.
  Reply ask(ApiRequest request, Bill bill, List<String> ways) {
    return answers.pay(
        new ProofProblem(
            ProofProblem.Kind.PAYMENT_REQUIRED, bill.description() + ": " + bill.price()),
        null,
        payments.offers(realm(request), bill, ways));
  }

  /// The problem that is told for what was neither bought nor to be paid again.
  V2Problem refused(Paid<?> paid) {
    return answers.refused(paid);
  }

  private String realm(ApiRequest request) {
    @Nullable String host = URI.create(address.of(request)).getHost();
    return host == null ? "localhost" : host;
  }
}
