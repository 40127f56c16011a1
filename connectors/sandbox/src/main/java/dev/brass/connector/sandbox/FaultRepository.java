package dev.brass.connector.sandbox;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `sandbox.fault`.
final class FaultRepository {

  private static final String NEXT =
      """
      INSERT INTO sandbox.fault AS f (order_id, happened) VALUES (:order, 1)
      ON CONFLICT (order_id) DO UPDATE SET happened = f.happened + 1 WHERE f.happened < :times
      """;

  /// Whether an attempt of the order meets its scenario's fault; the first `times` of them do.
  boolean next(Handle handle, UUID orderId, int times) {
    return handle.createUpdate(NEXT).bind("order", orderId).bind("times", times).execute() == 1;
  }
}
