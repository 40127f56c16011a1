package dev.brass.server.order;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The idempotency keys that orders were submitted with, kept permanently with their order.
/// Thread-safe.
final class IdempotencyRepository {

  private static final String INSERT_KEYS =
      """
      insert into idempotency_key (tenant_id, scope, key, body_hash, order_id, created_at)
      select * from unnest(:tenants::uuid[], :scopes::text[], :keys::text[], :hashes::bytea[],
                           :orders::uuid[], :ats::timestamptz[])
      """;

  private static final String CLAIM_KEYS =
      INSERT_KEYS
          + """
          on conflict (tenant_id, scope, key) do nothing
          returning order_id
          """;

  private static final String GIVE_BACK =
      """
      delete from idempotency_key k
      using unnest(:tenants::uuid[], :scopes::text[], :keys::text[]) as n(tenant_id, scope, key)
      where k.tenant_id = n.tenant_id and k.scope = n.scope and k.key = n.key
      """;

  private static final String KEY =
      """
      select order_id, body_hash from idempotency_key
      where tenant_id = :tenant and scope = :scope and key = :key
      """;

  private static final String ORDERS =
      """
      select key, order_id from idempotency_key
      where tenant_id = :tenant and scope = :scope and key = any(:keys)
      """;

  /// The orders that these keys belong to.
  Map<String, OrderId> orders(
      Handle handle, TenantId tenant, String scope, Collection<String> keys) {
    Map<String, OrderId> orders = new HashMap<>();
    handle
        .createQuery(ORDERS)
        .bind("tenant", tenant.value())
        .bind("scope", scope)
        .bindArray("keys", String.class, List.copyOf(keys))
        .map(
            (rs, _) ->
                Map.entry(rs.getString("key"), new OrderId(rs.getObject("order_id", UUID.class))))
        .forEach(key -> orders.put(key.getKey(), key.getValue()));
    return orders;
  }

  /// Claims the idempotency keys of new orders; none of them may be in use.
  void insert(WriteBatch writes, List<NewOrder> orders) {
    writes.add(INSERT_KEYS, columns(orders));
  }

  /// Claims the idempotency keys of new orders; returns the orders whose key was not in use.
  Set<OrderId> claim(Handle handle, List<NewOrder> orders) {
    Set<OrderId> claimed = new HashSet<>();
    columns(orders)
        .bind(handle.createQuery(CLAIM_KEYS))
        .mapTo(UUID.class)
        .forEach(id -> claimed.add(new OrderId(id)));
    return claimed;
  }

  /// Releases keys that this transaction claimed by [#claim].
  void giveBack(Handle handle, List<NewOrder> orders) {
    if (orders.isEmpty()) {
      return;
    }
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      NewOrder.Key key = Objects.requireNonNull(n.key());
      rows.add("tenants", n.order().key().tenant().value())
          .add("scopes", key.scope())
          .add("keys", key.key());
    }
    rows.bind(handle.createUpdate(GIVE_BACK)).execute();
  }

  private static ColumnArrays columns(List<NewOrder> orders) {
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      NewOrder.Key key = Objects.requireNonNull(n.key());
      rows.add("tenants", n.order().key().tenant().value())
          .add("scopes", key.scope())
          .add("keys", key.key())
          .add("hashes", key.bodyHash())
          .add("orders", n.order().id().value())
          .add("ats", n.order().createdAt());
    }
    return rows;
  }

  /// The order that a key belongs to.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared as a record
  record KeyHolder(OrderId order, byte[] bodyHash) {}

  Optional<KeyHolder> holder(Handle handle, TenantId tenant, String scope, String key) {
    return handle
        .createQuery(KEY)
        .bind("tenant", tenant.value())
        .bind("scope", scope)
        .bind("key", key)
        .map(
            (rs, _) ->
                new KeyHolder(
                    new OrderId(rs.getObject("order_id", UUID.class)), rs.getBytes("body_hash")))
        .findOne();
  }
}
