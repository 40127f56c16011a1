package dev.brass.server.api.batch;

import dev.brass.server.api.Router;
import dev.brass.server.batch.Repetition;
import java.util.Set;

/// What operations may lead to, and what may be done with one whose answer got lost. Thread-safe.
public final class InnerRoutes {

  /// POSTs that take an `idempotency_key` in their body.
  static final Set<String> KEYED =
      Set.of(
          "/v1/orders",
          "/v1/orders/{request_id}/cancel",
          "/v1/orders/{request_id}/return",
          "/v1/orders/{request_id}/case",
          "/v1/trackings",
          "/orders");

  /// POSTs that take none and change nothing more when they are sent again.
  static final Set<String> REPEATABLE =
      Set.of(
          "/v1/orders/{request_id}/abort",
          "/v1/orders/{request_id}/retry",
          "/orders/{order_id}/cancel",
          "/orders/bulk/validate",
          "/orders/bulk/{batch_id}/pause",
          "/orders/bulk/{batch_id}/resume",
          "/orders/bulk/{batch_id}/cancel",
          "/webhooks/endpoint/resume",
          "/webhooks/events/{event_id}/redeliver",
          "/webhooks/redeliver");

  private final Router router;

  /// The routes of a router.
  ///
  /// @param router without the API of batches
  public InnerRoutes(Router router) {
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
}
