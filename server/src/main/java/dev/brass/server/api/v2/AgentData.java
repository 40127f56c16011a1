package dev.brass.server.api.v2;

import dev.brass.server.agentpay.Bill;
import dev.brass.server.agentpay.Paid;
import dev.brass.server.agentpay.Payment;
import dev.brass.server.agentpay.Payments;
import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Scope;
import dev.brass.spi.Money;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/// Product data at a price per answer (Zinc API docs, Agent endpoints): the operations of callers
/// with a key, run for callers that pay per request. Thread-safe.
final class AgentData {

  private static final UUID NO_KEY = new UUID(0, 0);

  private final AgentCheckout till;
  private final Payments payments;
  private final DataMeter counter;
  private final Money price;

  AgentData(AgentCheckout till, Payments payments, DataMeter counter, Money price) {
    this.till = till;
    this.payments = payments;
    this.counter = counter;
    this.price = price;
  }

  /// Thrown when a request is valid, so that a price can be given.
  private static final class Good extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Good() {
      super("good", null, false, false);
    }
  }

  /// A meter that stops before a store is called.
  private static final Meter STOPS =
      new Meter() {
        @Override
        public void mayCall(Caller caller) {
          throw new Good();
        }

        @Override
        public void succeeded(ApiRequest request, Caller caller, DataMeter.Subject subject) {
          throw new IllegalStateException("no store was called");
        }
      };

  /// A meter that records whether the answer was worth its price. For one request.
  private final class Noting implements Meter {
    private boolean worth;

    @Override
    public void mayCall(Caller caller) {}

    @Override
    public void succeeded(ApiRequest request, Caller caller, DataMeter.Subject subject) {
      counter.succeeded(request, caller, subject);
      worth = true;
    }
  }

  /// A paid operation.
  ///
  /// @param what name of the operation
  /// @param operation created with its own meter
  Endpoint sold(String what, Function<Meter, Action> operation) {
    return request -> {
      List<String> ways = till.ways(request);
      Caller caller = new Caller(payments.dataTenant(), NO_KEY, Mode.LIVE, Scope.FULL);
      try {
        Reply reply = operation.apply(STOPS).handle(request, caller);
        throw new IllegalStateException("answered without payment: " + reply.status());
      } catch (Good e) {
        return sell(request, what, ways, operation, caller);
      }
    };
  }

  private Reply sell(
      ApiRequest request,
      String what,
      List<String> ways,
      Function<Meter, Action> operation,
      Caller caller) {
    Bill bill =
        new Bill(
            Payment.Purpose.DATA, price, named(request), false, "One " + what + " answer", true);
    return till.<Reply>sell(
        request,
        bill,
        ways,
        (realm, credential) ->
            payments.answer(
                realm,
                bill,
                credential,
                () -> {
                  Noting meter = new Noting();
                  Reply reply = operation.apply(meter).handle(request, caller);
                  return new Payments.Answer<>(reply, meter.worth);
                }),
        this::reply);
  }

  private Reply reply(Paid<Reply> paid) {
    if (!(paid instanceof Paid.Answered<Reply>(var answer, var receipt))) {
      throw till.refused(paid);
    }
    return answer
        .with("Payment-Receipt", receipt.header())
        .with("Cache-Control", "private, no-store");
  }

  /// The request as it is identified for its payment.
  private static byte[] named(ApiRequest request) {
    StringBuilder text = new StringBuilder(request.path());
    for (String name : new TreeSet<>(request.queryNames())) {
      if (!name.equals("method")) {
        request.queryAll(name).forEach(v -> text.append('\n').append(name).append('=').append(v));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
