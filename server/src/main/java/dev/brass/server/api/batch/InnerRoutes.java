package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.batch.Call;
import dev.brass.server.batch.NewOperation;
import dev.brass.server.batch.References;
import dev.brass.server.batch.Repetition;
import dev.brass.server.db.Ids;
import dev.brass.server.tenant.Caller;
import java.util.Optional;
import java.util.Set;

/// What operations may lead to, and what may be done with one whose answer got lost. Thread-safe.
final class InnerRoutes {

  /// POSTs that take an `idempotency_key` in their body.
  static final Set<String> KEYED =
      Set.of(
          "/v1/orders",
          "/v1/orders/{request_id}/cancel",
          "/v1/orders/{request_id}/return",
          "/v1/orders/{request_id}/case",
          "/v1/trackings",
          "/orders");

  /// POSTs that take none and change nothing more when they are sent again. A managed account is
  /// then there already, which the answer says; there is no second one.
  static final Set<String> REPEATABLE =
      Set.of(
          "/v1/orders/{request_id}/abort",
          "/v1/orders/{request_id}/retry",
          "/orders/{order_id}/cancel",
          "/orders/bulk/validate",
          "/orders/bulk/{batch_id}/pause",
          "/orders/bulk/{batch_id}/resume",
          "/orders/bulk/{batch_id}/cancel",
          "/orders/bulk/{batch_id}/retry",
          "/payments/{payment_id}/checkout-session",
          "/pay/{payment_id}",
          "/stripe/webhook",
          "/managed-accounts",
          "/users/managed-accounts",
          "/webhooks/endpoint/resume",
          "/webhooks/events/{event_id}/redeliver",
          "/webhooks/redeliver");

  /// What judges a request without carrying it out, when that is asked of it.
  static final Set<String> REHEARSED =
      Set.of(
          "POST /v1/orders",
          "POST /v1/orders/{request_id}/cancel",
          "POST /v1/orders/{request_id}/return",
          "POST /v1/orders/{request_id}/case",
          "POST /v1/trackings",
          "POST /orders",
          "POST /orders/bulk",
          "POST /orders/bulk/{batch_id}/retry",
          "POST /returns",
          "POST /managed-accounts",
          "PUT /managed-accounts/{short_id}",
          "POST /users/managed-accounts",
          "PUT /users/managed-accounts/{short_id}",
          "PUT /webhooks/endpoint",
          "POST /webhooks/endpoint/rotate-secret",
          "POST /webhooks/redeliver");

  private final Router router;
  private final BatchWire wire = new BatchWire();

  /// The routes of a router.
  ///
  /// @param router without the API of batches
  InnerRoutes(Router router) {
    this.router = router;
  }

  boolean exists(String method, InnerPath path) {
    return router.route(method, path.path()).isPresent();
  }

  Repetition repetition(String method, InnerPath path) {
    if (method.equals("GET") || method.equals("PUT") || method.equals("DELETE")) {
      return Repetition.SAFE;
    }
    return router
        .route(method, path.path())
        .map(
            route ->
                KEYED.contains(route)
                    ? Repetition.KEYED
                    : REPEATABLE.contains(route) ? Repetition.SAFE : Repetition.NEVER)
        .orElse(Repetition.SAFE);
  }

  /// Why an operation would be refused, as far as that can be told without carrying it out; empty
  /// when nothing speaks against it.
  Optional<String> refusal(NewOperation operation, Caller caller) {
    Call call = operation.call();
    Optional<InnerPath> path = InnerPath.read(call.path());
    boolean judged =
        References.in(call).isEmpty()
            && path.flatMap(at -> router.route(operation.method(), at.path()))
                .map(route -> operation.method() + " " + route)
                .filter(REHEARSED::contains)
                .isPresent();
    if (!judged) {
      return Optional.empty();
    }
    InnerPath target = path.orElseThrow().with(call.query());
    Reply reply =
        router.handle(
            ApiRequest.rehearsal(
                Ids.next().toString(),
                operation.method(),
                target.path(),
                target.query(),
                call.body() == null ? new byte[0] : wire.bytes(call.body()),
                caller));
    return reply.status() < 400
        ? Optional.empty()
        : Optional.of("would be answered " + reply.status() + ": " + reply.body());
  }
}
