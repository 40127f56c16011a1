package dev.brass.server.order;

import dev.brass.server.db.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What a restored backup does to orders: the database is as it was before something happened.
final class Forgetting {

  private final Database database;

  Forgetting(Database database) {
    this.database = database;
  }

  /// The orders are queued as they were when they had just been submitted.
  void allButSubmissions() {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              for (String table : List.of("order_attempt", "merchant_order", "shipment", "job")) {
                handle.execute("delete from " + table);
              }
              handle.execute("delete from order_event where sequence > 1");
              handle.execute("delete from order_verified");
              handle.execute(
                  "update orders set state = 'queued', state_data = '{}', version = 1, attempts = 0");
              handle.execute("update order_item set status = 'pending'");
              enqueue(handle);
            });
  }

  private static void enqueue(Handle handle) {
    handle.execute(
        """
        insert into job (id, tenant_id, kind, subject, payload, clock, due_at, enqueued_at)
        select gen_random_uuid(), tenant_id, 'place-order', id, '', clock, created_at, created_at
        from orders
        """);
  }

  /// The orders were never submitted.
  void everything() {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              for (String table :
                  List.of(
                      "order_attempt",
                      "merchant_order",
                      "shipment",
                      "job",
                      "order_event",
                      "order_item",
                      "order_request",
                      "order_card",
                      "orders",
                      "idempotency_key",
                      "order_verified")) {
                handle.execute("delete from " + table);
              }
            });
  }
}
