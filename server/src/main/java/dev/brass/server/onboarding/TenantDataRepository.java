package dev.brass.server.onboarding;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The rows of a tenant in all tables: their move to another tenant, and their deletion. Every
/// table with a `tenant_id` is in one of the lists below, which a test holds against the schema.
/// Thread-safe.
final class TenantDataRepository {

  /// Tables whose ids are unique on the whole server: their rows change tenants unchanged.
  private static final List<String> MOVED =
      List.of(
          "bulk_batch",
          "bulk_row",
          "bulk_sheet",
          "bundle_queue",
          "card_payment",
          "case_message",
          "errand",
          "mail",
          "managed_account",
          "merchant_order",
          "operation",
          "operation_batch",
          "order_account",
          "order_attempt",
          "order_card",
          "order_event",
          "order_item",
          "order_request",
          "order_verified",
          "orders",
          "shared_order",
          "shipment",
          "stray_purchase",
          "usage_call",
          "webhook_delivery",
          "webhook_message",
          "webhook_waiting");

  /// Tables in which both tenants may have the same row: the new tenant's row stays, and the other
  /// one is deleted.
  private static final List<Merged> MERGED =
      List.of(
          new Merged("idempotency_key", "scope", "key"),
          new Merged("kept_reply", "scope", "key"),
          new Merged("mail_refusal", "address"),
          new Merged("order_guard", "mode", "fingerprint"),
          new Merged("product_answer", "store", "kind", "subject", "page"),
          new Merged(
              "product_question", "store", "sandbox", "kind", "subject", "page", "freshness"),
          new Merged("usage_day", "mode", "endpoint", "day"));

  /// The tables that are not moved: settings that belong to the new tenant, money, which is never
  /// rewritten (sandboxes have no payments), the key that seals old links in mails, and the records
  /// of who claimed what.
  private static final Set<String> LEFT =
      Set.of(
          "agent_payment",
          "api_key",
          "data_key",
          "device_code",
          "job",
          "job_lane",
          "payment_secret",
          "proxy",
          "sandbox",
          "sandbox_clock",
          "search_key",
          "stripe_profile",
          "tenant_backlog",
          "tenant_limit",
          "wallet_balance",
          "wallet_purchase",
          "wallet_transfer",
          "webhook_endpoint");

  /// The tables that are deleted with a tenant besides those that could be moved. Books are not: a
  /// tenant that has any is kept.
  private static final List<String> ENDED =
      List.of(
          "job",
          "job_lane",
          "proxy",
          "sandbox_clock",
          "search_key",
          "stripe_profile",
          "tenant_backlog",
          "tenant_limit",
          "wallet_balance",
          "webhook_endpoint",
          "api_key",
          "data_key");

  /// Values that only their tenant can open, each bound to its row.
  static final List<SealedColumn> SEALED =
      List.of(
          new SealedColumn("card_payment", "request", "card-payment", "id::text"),
          new SealedColumn("managed_account", "sealed", "managed-account", "id::text"),
          new SealedColumn("order_account", "sealed", "order-account", "order_id::text"),
          new SealedColumn("order_attempt", "handle", "attempt-handle", "id::text"),
          new SealedColumn("order_card", "card", "order-card", "order_id::text"),
          new SealedColumn("order_request", "private", "order-private", "order_id::text"),
          new SealedColumn("errand", "private", "errand-private", "id::text"),
          new SealedColumn("operation", "call", "operation.call", "id::text"),
          new SealedColumn("webhook_message", "sealed_target", "webhook-url", "id::text"));

  /// Sealed values of rows that are not moved.
  static final List<SealedColumn> SEALED_AND_LEFT =
      List.of(
          new SealedColumn("payment_secret", "secret", "payment-secret", "id::text"),
          new SealedColumn(
              "proxy", "sealed_url", "proxy-url", "mode || ' ' || store || ' ' || email"),
          new SealedColumn("webhook_endpoint", "sealed_url", "webhook-url", "mode"),
          new SealedColumn("webhook_endpoint", "sealed_secret", "webhook-secret", "mode"),
          new SealedColumn("webhook_endpoint", "sealed_old_secret", "webhook-secret", "mode"));

  private static final List<String> WITH_CLOCK = List.of("orders", "errand", "webhook_message");

  private static final String LOCK_ORDERS =
      """
      select id from orders where tenant_id = :from order by id for update
      """;

  private static final String LOCK_JOBS =
      """
      select node is not null from job where tenant_id = :from order by id for update
      """;

  /// A lane keeps its jobs one after the other; with a name of its own it does not collide with the
  /// new tenant's lane of the same log-in. The jobs leave the queue of all sandboxes for that of
  /// the tenant's tests.
  private static final String MOVE_JOBS =
      """
      update job
      set tenant_id = :to,
          class = case class when 2 then 3 else class end,
          share = :to,
          clock = case when clock = :from then :to else clock end,
          lane = lane || ' of ' || :from
      where tenant_id = :from
      """;

  /// Tables in which the new tenant may have used a client's idempotency key itself: requests of
  /// the other tenant can no longer be repeated.
  private static final List<String> KEYED = List.of("card_payment", "operation_batch");

  private static final String MOVE_KEYS =
      """
      update api_key set tenant_id = :to where tenant_id = :from
      """;

  private static final String HAS_BOOKS =
      """
      select exists (select from wallet_transfer where tenant_id = :tenant)
      """;

  private static final String DELETE_TENANT =
      """
      delete from tenant where id = :tenant
      """;

  /// A table in which these columns identify a tenant's rows.
  private record Merged(String table, List<String> columns) {
    Merged(String table, String... columns) {
      this(table, List.of(columns));
    }

    String dropEqual() {
      StringBuilder equal = new StringBuilder();
      columns.forEach(c -> equal.append(" and theirs.%s = mine.%s".formatted(c, c)));
      return "delete from %s as mine using %s as theirs".formatted(table, table)
          + " where mine.tenant_id = :from and theirs.tenant_id = :to"
          + equal;
    }
  }

  private static final class SealedRow {
    private final String place;
    private final String row;
    private final byte[] value;

    SealedRow(String place, String row, byte[] value) {
      this.place = place;
      this.row = row;
      this.value = value;
    }
  }

  /// The number of moved rows.
  record Moved(int orders, int keys) {}

  /// Every table that this class handles.
  static Set<String> known() {
    Set<String> known = new HashSet<>(MOVED);
    MERGED.forEach(merged -> known.add(merged.table));
    known.addAll(LEFT);
    return known;
  }

  /// Locks a tenant's work in progress, until the end of the transaction; returns whether none of
  /// its jobs runs. Orders come before jobs, as everywhere.
  boolean holdStill(Handle handle, TenantId from) {
    handle.createQuery(LOCK_ORDERS).bind("from", from.value()).mapTo(UUID.class).list();
    return !handle
        .createQuery(LOCK_JOBS)
        .bind("from", from.value())
        .mapTo(Boolean.class)
        .list()
        .contains(true);
  }

  /// Moves all orders and keys of a tenant to another one. Call [#holdStill] before.
  Moved move(Handle handle, TenantId from, TenantId to, Sealer sealer) {
    SEALED.forEach(secret -> sealAnew(handle, secret, from, to, sealer));
    WITH_CLOCK.forEach(
        table ->
            update(
                handle,
                "update %s set clock = :to where tenant_id = :from and clock = :from"
                    .formatted(table),
                from,
                to));
    MERGED.forEach(
        merged -> {
          update(handle, merged.dropEqual(), from, to);
          update(handle, moving(merged.table), from, to);
        });
    KEYED.forEach(table -> update(handle, forgetEqualKeys(table), from, to));
    int orders = 0;
    for (String table : MOVED) {
      int rows = update(handle, moving(table), from, to);
      orders = table.equals("orders") ? rows : orders;
    }
    handle.createUpdate(MOVE_JOBS).bind("from", from.value()).bind("to", to.value()).execute();
    return new Moved(orders, update(handle, MOVE_KEYS, from, to));
  }

  private static String forgetEqualKeys(String table) {
    return """
    update %1$s mine set idempotency_key = null
    from %1$s theirs
    where mine.tenant_id = :from and theirs.tenant_id = :to and theirs.mode = mine.mode
      and theirs.idempotency_key = mine.idempotency_key
    """
        .formatted(table);
  }

  private static String moving(String table) {
    return "update %s set tenant_id = :to where tenant_id = :from".formatted(table);
  }

  private static int update(Handle handle, String sql, TenantId from, TenantId to) {
    return handle.createUpdate(sql).bind("from", from.value()).bind("to", to.value()).execute();
  }

  /// Rows are named by their place in the table, which does not change under the lock.
  private static void sealAnew(
      Handle handle, SealedColumn secret, TenantId from, TenantId to, Sealer sealer) {
    List<SealedRow> rows =
        handle
            .createQuery(
                ("select ctid::text as place, %s as row, %s as value from %s"
                        + " where tenant_id = :from and %s is not null for update")
                    .formatted(secret.row(), secret.column(), secret.table(), secret.column()))
            .bind("from", from.value())
            .map(
                (row, _) ->
                    new SealedRow(
                        row.getString("place"), row.getString("row"), row.getBytes("value")))
            .list();
    for (SealedRow row : rows) {
      byte[] plain = sealer.open(from, secret.purpose(), row.row, row.value);
      handle
          .createUpdate(
              "update %s set %s = :value where ctid = cast(:place as tid)"
                  .formatted(secret.table(), secret.column()))
          .bind("value", sealer.seal(to, secret.purpose(), row.row, plain))
          .bind("place", row.place)
          .execute();
    }
  }

  /// Whether money of this tenant was ever moved.
  boolean hasBooks(Handle handle, TenantId tenant) {
    return handle.createQuery(HAS_BOOKS).bind("tenant", tenant.value()).mapTo(Boolean.class).one();
  }

  /// Deletes a tenant and all its rows. Call [#holdStill] before.
  void delete(Handle handle, TenantId tenant) {
    MOVED.forEach(table -> delete(handle, table, tenant));
    MERGED.forEach(merged -> delete(handle, merged.table, tenant));
    ENDED.forEach(table -> delete(handle, table, tenant));
    handle.createUpdate(DELETE_TENANT).bind("tenant", tenant.value()).execute();
  }

  private static void delete(Handle handle, String table, TenantId tenant) {
    handle
        .createUpdate("delete from %s where tenant_id = :tenant".formatted(table))
        .bind("tenant", tenant.value())
        .execute();
  }
}
