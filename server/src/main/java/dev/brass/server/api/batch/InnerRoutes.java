package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Retry;
import dev.brass.server.api.Router;
import dev.brass.server.batch.Call;
import dev.brass.server.batch.NewOperation;
import dev.brass.server.batch.References;
import dev.brass.server.batch.RetrySafety;
import dev.brass.server.db.Ids;
import dev.brass.server.tenant.Caller;
import java.util.Optional;

/// The routes that operations may use, and whether one whose answer got lost may be repeated.
/// Thread-safe.
final class InnerRoutes {

  private final Router router;
  private final BatchWire wire = new BatchWire();

  /// The routes of a router.
  ///
  /// @param router without the batch API
  InnerRoutes(Router router) {
    this.router = router;
  }

  boolean exists(String method, InnerPath path) {
    return router.has(method, path.path());
  }

  RetrySafety repetition(String method, InnerPath path) {
    return switch (router.retry(method, path.path()).orElse(Retry.SAFE)) {
      case SAFE -> RetrySafety.SAFE;
      case KEYED -> RetrySafety.KEYED;
      case NEVER -> RetrySafety.NEVER;
    };
  }

  /// The reason for which an operation would be refused, as far as that is known without carrying
  /// it out; empty when none is known.
  Optional<String> refusal(NewOperation operation, Caller caller) {
    Call call = operation.call();
    Optional<InnerPath> path = InnerPath.read(call.path());
    if (path.isEmpty() || !References.in(call).isEmpty()) {
      return Optional.empty();
    }
    InnerPath target = path.get().with(call.query());
    return router
        .tried(
            ApiRequest.tried(
                Ids.next().toString(),
                operation.method(),
                target.path(),
                target.query(),
                call.body() == null ? new byte[0] : wire.bytes(call.body()),
                caller))
        .map(reply -> "would be answered " + reply.status() + ": " + reply.body());
  }
}
