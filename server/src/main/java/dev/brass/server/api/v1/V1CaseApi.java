package dev.brass.server.api.v1;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Retry.KEYED;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.support.CaseReason;
import dev.brass.server.support.Cases;
import dev.brass.server.support.Cases.Written;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Tenants;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The cases of the classic API (classic Zinc docs, Cases): table of contents and endpoints. Only
/// orders that are paid from the balance have cases. Thread-safe.
public final class V1CaseApi extends V1Part {

  static final Set<String> NAMES = Set.of("reason", "message", "idempotency_key");

  private static final String PATH = "/v1/orders/{request_id}/case";

  /// In characters.
  private static final int LONGEST_MESSAGE = 10_000;

  private final V1Authentication callers;
  private final Orders orders;
  private final Cases cases;

  public V1CaseApi(Tenants tenants, Orders orders, Cases cases) {
    this(token -> tenants.authenticate(token, KeyKind.CLIENT), orders, cases);
  }

  V1CaseApi(Function<String, Authentication> tokens, Orders orders, Cases cases) {
    this.callers = new V1Authentication(tokens);
    this.orders = orders;
    this.cases = cases;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    routes.get(PATH).access(READ).to(this::get);
    routes.post(PATH).access(BUY).retry(KEYED).to(new Write());
  }

  private Reply get(ApiRequest request, Caller caller) {
    return Reply.json(200, CaseAnswer.body(cases.get(order(request, caller).key())));
  }

  /// A message for a case.
  ///
  /// @param reason of a new case; null for the open one
  private record Entry(
      PlacedOrder placed, @Nullable CaseReason reason, String message, @Nullable String key) {}

  /// Opens a case with a `reason`; without one, adds to the open case.
  private final class Write implements Command<Entry> {

    @Override
    public Entry check(ApiRequest request, Caller caller) {
      return entry(request, caller);
    }

    @Override
    public Reply run(Entry entry, ApiRequest request, Caller caller) {
      return answer(
          entry.reason() == null
              ? cases.append(entry.placed(), entry.message(), entry.key())
              : cases.open(entry.placed(), entry.reason(), entry.message(), entry.key()));
    }
  }

  private Entry entry(ApiRequest request, Caller caller) {
    Problems problems = new Problems();
    Fields body = new Fields(V1Json.read(request.text()), "", false, NAMES, problems);
    String key = body.get("idempotency_key").text(Limits.IDEMPOTENCY_KEY);
    CaseReason reason = reason(body.get("reason"));
    String message = body.get("message").requiredLines(LONGEST_MESSAGE);
    if (problems.any()) {
      throw problems.refusal();
    }
    return new Entry(placed(order(request, caller).key()), reason, message, key);
  }

  private Order order(ApiRequest request, Caller caller) {
    OrderKey key = new OrderKey(caller.tenant(), V1Ids.order(request.pathValue("request_id")));
    Order order =
        orders.get(key).filter(found -> found.mode() == caller.mode()).orElseThrow(V1Ids::unknown);
    if (!Cases.isPossible(order)) {
      throw new V1Problem(
          V1Code.UNAUTHORIZED_ACCESS,
          "Only orders paid from your balance can have cases, such as those with \"addax\":"
              + " true; this one was bought on your own account, so its retailer's support is"
              + " yours.");
    }
    return order;
  }

  private PlacedOrder placed(OrderKey key) {
    return orders
        .placed(key)
        .orElseThrow(
            () ->
                new V1Problem(
                    V1Code.INVALID_REQUEST, "Only a request that has succeeded can have a case."));
  }

  private static @Nullable CaseReason reason(Value value) {
    String code = value.text(Limits.TEXT);
    if (code == null) {
      return null;
    }
    Optional<CaseReason> reason = CaseReason.of(code);
    if (reason.isEmpty()) {
      value.problemWithValue(
          V1Code.INVALID_REQUEST,
          "must be one of "
              + Arrays.stream(CaseReason.values())
                  .map(CaseReason::code)
                  .collect(Collectors.joining(", ")));
    }
    return reason.orElse(null);
  }

  private static Reply answer(Written written) {
    return switch (written) {
      case Written.Done(var after) -> Reply.json(200, CaseAnswer.body(after));
      case Written.NotOpen _ ->
          throw new V1Problem(
              V1Code.INVALID_REQUEST, "No case is open for this request; open one with a reason.");
      case Written.AlreadyOpen _ ->
          throw new V1Problem(
              V1Code.INVALID_REQUEST,
              "A case is already open for this request; leave reason out to write into it.");
      case Written.Full _ ->
          throw new V1Problem(
              V1Code.INVALID_REQUEST, "The case has as many messages as a case may have.");
      case Written.TooMuch _ -> throw new IllegalStateException("clients refund nothing");
    };
  }
}
