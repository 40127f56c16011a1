package dev.brass.server.order;

import dev.brass.server.account.LogIns;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The managed accounts with which orders are bought, and their locks and pauses. Every write is
/// part of the commit of the order's change. Thread-safe.
final class OrderAccountRepository {

  private static final String ASSIGN =
      """
      insert into order_account (tenant_id, order_id, account_id, short_id, waiting)
      values (:tenant, :order, :account, :shortId, true)
      on conflict (tenant_id, order_id) do update
      set account_id = excluded.account_id, short_id = excluded.short_id, waiting = true
      """;

  private static final String RELEASE =
      """
      delete from order_account where tenant_id = :tenant and order_id = :order
      """;

  private static final String OF_ORDERS =
      """
      select order_id, account_id, short_id from order_account
      where tenant_id = :tenant and order_id = any(:orders)
      """;

  /// The log-in of the attempt that begins.
  private static final String KEEP =
      """
      update order_account o set sealed = n.sealed
      from unnest(:tenants::uuid[], :orders::uuid[], :logIns::bytea[])
        as n(tenant_id, order_id, sealed)
      where o.tenant_id = n.tenant_id and o.order_id = n.order_id
      """;

  private static final String LOCK =
      """
      update managed_account a set locked_by = o.order_id
      from unnest(:tenants::uuid[], :orders::uuid[], :logIns::bytea[])
        as n(tenant_id, order_id, sealed)
      join order_account o on o.tenant_id = n.tenant_id and o.order_id = n.order_id
      where a.tenant_id = o.tenant_id and a.id = o.account_id
      """;

  /// An attempt has ended.
  private static final String UNLOCK =
      """
      update managed_account a
      set locked_by = nullif(a.locked_by, n.order_id),
          last_used_at = greatest(a.last_used_at, n.at),
          is_paused = a.is_paused or n.reason is not null,
          pause_reason = coalesce(n.reason, a.pause_reason)
      from unnest(:tenants::uuid[], :orders::uuid[], :ats::timestamptz[], :reasons::text[])
        as n(tenant_id, order_id, at, reason)
      join order_account o on o.tenant_id = n.tenant_id and o.order_id = n.order_id
      where a.tenant_id = o.tenant_id and a.id = o.account_id
      """;

  /// The order no longer waits for its account. Its log-in is kept as long as the store may be
  /// asked about the purchase.
  private static final String END =
      """
      update order_account o
      set waiting = false, sealed = case when n.kept then o.sealed end
      from unnest(:tenants::uuid[], :orders::uuid[], :kept::boolean[])
        as n(tenant_id, order_id, kept)
      where o.tenant_id = n.tenant_id and o.order_id = n.order_id
      """;

  private static final String ERASE =
      """
      update order_account a set sealed = null
      from orders o
      where a.tenant_id = :tenant and a.account_id = :account and a.sealed is not null
        and o.tenant_id = a.tenant_id and o.id = a.order_id
        and (o.state in ('failed', 'cancelled', 'cancelled_by_retailer')
             or o.state = 'placed' and o.created_at < :before)
      """;

  private static final String ERASE_ALL =
      """
      update order_account set sealed = null
      where tenant_id = :tenant and account_id = :account and sealed is not null
      """;

  private static final String LEFT =
      """
      select exists (
        select from order_account
        where tenant_id = :tenant and account_id = :account and sealed is not null)
      """;

  /// After such a refusal the store would refuse the next order too, and may lock the account.
  private static final Set<ErrorCode> PAUSING =
      Set.of(
          ErrorCode.ACCOUNT_LOCKED,
          ErrorCode.ACCOUNT_LOCKED_VERIFICATION_REQUIRED,
          ErrorCode.ACCOUNT_LOGIN_FAILED,
          ErrorCode.INVALID_LOGIN_CREDENTIALS);

  private final LogIns logIns;

  OrderAccountRepository(LogIns logIns) {
    this.logIns = logIns;
  }

  /// Assigns an account to an order, or another one.
  void assign(WriteBatch writes, OrderKey order, ManagedAccount account) {
    writes
        .add(ASSIGN)
        .bind("tenant", order.tenant().value())
        .bind("order", order.id().value())
        .bind("account", account.id())
        .bind("shortId", account.shortId());
  }

  /// Removes the account of an order.
  void release(Handle handle, OrderKey order) {
    handle
        .createUpdate(RELEASE)
        .bind("tenant", order.tenant().value())
        .bind("order", order.id().value())
        .execute();
  }

  Map<OrderId, UsedAccount> of(Handle handle, TenantId tenant, Collection<OrderId> orders) {
    Map<OrderId, UsedAccount> found = new HashMap<>();
    handle
        .createQuery(OF_ORDERS)
        .bind("tenant", tenant.value())
        .bindArray("orders", UUID.class, orders.stream().map(OrderId::value).toList())
        .map(
            (row, _) ->
                Map.entry(
                    new OrderId(row.getObject("order_id", UUID.class)),
                    new UsedAccount(
                        row.getObject("account_id", UUID.class), row.getString("short_id"))))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  /// Updates accounts after changes of their orders.
  void save(WriteBatch writes, List<OrderChange> changes) {
    ColumnArrays begun = new ColumnArrays();
    ColumnArrays unlocked = new ColumnArrays();
    ColumnArrays ended = new ColumnArrays();
    for (OrderChange c : changes) {
      if (c.after().spec().account() == null) {
        continue;
      }
      UUID tenant = c.after().key().tenant().value();
      UUID order = c.after().id().value();
      if (begins(c) && c.credential() != null) {
        begun
            .add("tenants", tenant)
            .add("orders", order)
            .add("logIns", logIns.seal(c.after().key().tenant(), order, c.credential()));
      }
      if (unlocks(c)) {
        unlocked
            .add("tenants", tenant)
            .add("orders", order)
            .add("ats", c.after().updatedAt())
            .add("reasons", pauseReason(c));
      }
      if (ends(c)) {
        ended
            .add("tenants", tenant)
            .add("orders", order)
            .add("kept", c.after().state() instanceof OrderState.Placed);
      }
    }
    writes.add(KEEP, begun);
    writes.add(LOCK, begun);
    writes.add(UNLOCK, unlocked);
    writes.add(END, ended);
  }

  private static boolean begins(OrderChange c) {
    return isPlacing(c.after()) && !isPlacing(c.before());
  }

  /// Whether an attempt has ended, whether the store was asked to buy or only for a quote.
  private static boolean unlocks(OrderChange c) {
    return !isPlacing(c.after())
        && (isPlacing(c.before())
            || (c.attempt() != null && !(c.before().state() instanceof OrderState.InDoubt)));
  }

  /// Whether it was bought, will never be, or was cancelled.
  private static boolean ends(OrderChange c) {
    boolean placed = c.after().state() instanceof OrderState.Placed;
    return c.after().state().isFinal()
        && (!c.before().state().isFinal()
            || (c.before().state() instanceof OrderState.Placed && !placed));
  }

  private static boolean isPlacing(Order order) {
    return order.state() instanceof OrderState.Placing;
  }

  private static @Nullable String pauseReason(OrderChange c) {
    for (OrderEvent event : c.events()) {
      if (event instanceof OrderEvent.Refused refused && isAboutLogIn(refused.error())) {
        return refused.error().message();
      }
      if (event instanceof OrderEvent.RetryScheduled retry && isAboutLogIn(retry.error())) {
        return retry.error().message();
      }
    }
    return null;
  }

  /// Whether a store refused because of the log-in.
  static boolean isAboutLogIn(OrderError error) {
    return PAUSING.contains(error.code()) && !error.data().containsKey(OrderAccounts.UNUSABLE);
  }

  /// Erases the copies of a deleted account's log-in that are no longer needed; returns whether any
  /// are left.
  ///
  /// @param before placed orders that are older are no longer tracked
  boolean erase(Handle handle, TenantId tenant, UUID account, Instant before) {
    handle
        .createUpdate(ERASE)
        .bind("tenant", tenant.value())
        .bind("account", account)
        .bind("before", before)
        .execute();
    return handle
        .createQuery(LEFT)
        .bind("tenant", tenant.value())
        .bind("account", account)
        .mapTo(Boolean.class)
        .one();
  }

  /// Erases all copies of an account's log-in, in any state of their orders.
  void eraseAll(Handle handle, TenantId tenant, UUID account) {
    handle
        .createUpdate(ERASE_ALL)
        .bind("tenant", tenant.value())
        .bind("account", account)
        .execute();
  }
}
