package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Funding;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderRequest.Idempotency;
import dev.brass.server.order.OrderSpec.Pay;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Submission;
import dev.brass.server.secret.Masking;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Credential;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/orders/{request_id}/retry`: runs a failed order again as a new order, and returns the
/// new `request_id` (classic Zinc docs, Retry; compatibility A16).
///
/// A request is retried once: repeating the call without an `idempotency_key` returns the same new
/// id, so that a lost answer buys nothing twice. If the new order fails, it is retried by its own
/// id.
///
/// The body may be empty, as in the documents. The card of an order is erased when the order ends;
/// to pay by card again, send `payment_method`. An order with `addax` holds its `max_price` again.
final class RetryOrder implements Action {

  private static final String ONCE = "v1-retry";

  private static final Set<String> NAMES =
      Set.of("idempotency_key", "payment_method", "retailer_credentials");

  private final OrderDesk orders;

  RetryOrder(OrderDesk orders) {
    this.orders = orders;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    String text = request.text();
    ObjectNode body = text.isBlank() ? V1Json.object() : V1Json.read(text);
    Problems problems = new Problems();
    Fields fields = new Fields(body, "", false, NAMES, problems);
    String key = fields.get("idempotency_key").text(Limits.IDEMPOTENCY_KEY);
    Order original = FoundOrder.of(request, caller, orders);
    return key == null
        ? submit(original, body, fields, problems, null)
        : orders
            .submittedWith(caller, key)
            .map(before -> V1Ids.again(before.value()))
            .orElseGet(() -> submit(original, body, fields, problems, key));
  }

  private Reply submit(
      Order original, ObjectNode body, Fields fields, Problems problems, @Nullable String key) {
    check(original);
    String retailer = original.spec().store();
    Funding funding = original.spec().payment().funding();
    if (funding != null && funding.onManagedAccount()) {
      AddaxReader.refuseOwnAccount(fields);
    }
    Value payment = fields.get("payment_method");
    PaymentReader.Paid paid =
        payment.isPresent()
            ? PaymentReader.read(payment, retailer)
            : new PaymentReader.Paid(original.spec().payment().pay(), null);
    Value credentials = fields.get("retailer_credentials");
    Credential credential =
        credentials.isPresent() ? CredentialReader.read(credentials, retailer) : null;
    if (problems.any()) {
      throw problems.refusal();
    }
    if (paid.pay() != original.spec().payment().pay()) {
      throw new V1Problem(
          V1Code.INVALID_REQUEST, "An order is paid as it was the first time; submit a new one.");
    }
    if (paid.pay() == Pay.CARD && paid.card() == null) {
      throw new V1Problem(
          V1Code.INVALID_PAYMENT_METHOD,
          "The card of this order was erased when it ended; send its payment_method again.");
    }
    String echo = echo(original, body);
    Idempotency idempotency =
        key == null
            ? new Idempotency(ONCE, V1Ids.requestId(original.id()), "")
            : new Idempotency(OrderReader.CHANNEL, key, echo);
    return switch (orders
        .again(original.key(), paid.card(), credential, echo, idempotency)
        .orElseThrow(V1Ids::unknown)) {
      case Submission.Accepted(var accepted) -> V1Ids.reply(accepted.id());
      case Submission.Duplicate(var earlier, _) -> V1Ids.again(earlier.value());
      case Submission.Repeated(var earlier) -> throw CreateOrder.repeated(earlier);
      case Submission.Unfunded(var required, var available) ->
          throw V1Problem.unfunded(required, available);
      case Submission.CapMissing _ -> throw V1Problem.capMissing();
      case Submission.PlayMoney _ -> throw V1Problem.playMoney();
    };
  }

  private static void check(Order original) {
    boolean over =
        original.state() instanceof OrderState.Failed
            || original.state() instanceof OrderState.Cancelled;
    if (!over) {
      throw new V1Problem(
          V1Code.INVALID_REQUEST,
          "Only a request that failed or was aborted can be retried; this one "
              + (OrderAnswer.isPlaced(original) ? "has succeeded." : "is still processing."));
    }
    if (!original.channel().equals(OrderReader.CHANNEL)) {
      throw new V1Problem(
          V1Code.INVALID_REQUEST,
          "This order came through the current API; submit it there once more.");
    }
  }

  /// The request as if it had been sent in full.
  private static String echo(Order original, ObjectNode body) {
    ObjectNode echo = V1Json.read(original.echo());
    echo.remove("idempotency_key");
    JsonNode masked = Masking.of(body);
    for (String name : List.of("idempotency_key", "payment_method", "retailer_credentials")) {
      if (masked.hasNonNull(name)) {
        echo.set(name, masked.get(name));
      }
    }
    return V1Json.write(echo);
  }
}
