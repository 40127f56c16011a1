package dev.brass.server.wallet;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.wallet.WalletRepository.Wallet;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The table `wallet_purchase`: the cost of orders, and the refunded part of it. Thread-safe.
///
/// Rows of this table are locked before balances, and several of them in the order of their keys;
/// of a wallet's balances the client's comes first, as everywhere. So two transfers cannot block
/// each other.
final class RefundRepository {

  private static final String PAID =
      """
      insert into wallet_purchase (tenant_id, order_id, mode, currency, paid)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :modes::text[], :currencies::text[],
                           :amounts::bigint[])
      """;

  private static final String GET =
      """
      select paid, refunded, currency from wallet_purchase
      where tenant_id = :tenant and order_id = :order
      """;

  private static final String LOCK = GET + " for update";

  /// The count keeps the planner from dropping the lock, and the statement from returning rows.
  private static final String LOCK_PURCHASES =
      """
      select 1 where 0 > (
        select count(*) from (
          select from wallet_purchase p
          join unnest(:tenants::uuid[], :orders::uuid[]) as w(tenant_id, order_id)
            using (tenant_id, order_id)
          order by p.tenant_id, p.order_id
          for update of p) as locked)
      """;

  private static final String LOCK_BALANCES =
      """
      select 1 where 0 > (
        select count(*) from (
          select from wallet_balance b
          join unnest(:tenants::uuid[], :modes::text[], :currencies::text[])
            as w(tenant_id, mode, currency) using (tenant_id, mode, currency)
          where b.account = 'client'
          order by b.tenant_id, b.mode, b.currency
          for update of b) as locked)
      """;

  /// Refunds the requested amount, or everything, and no more than is left: the amount is computed
  /// here, under the row's lock. The table's trigger notes it, and its check refuses a larger one.
  private static final String REFUND =
      """
      with given as (
        select w.*, p.mode, p.currency,
          least(coalesce(w.most, p.paid), p.paid - p.refunded) as amount
        from wallet_purchase p
        join unnest(:tenants::uuid[], :orders::uuid[], :ids::uuid[], :mosts::bigint[],
                    :keys::text[], :notes::text[], :createdAts::timestamptz[])
          as w(tenant_id, order_id, id, most, key, note, created_at)
          on w.tenant_id = p.tenant_id and w.order_id = p.order_id
        where p.refunded < p.paid
        order by p.tenant_id, p.order_id
        for update of p),
      written as (
        insert into wallet_transfer (tenant_id, id, mode, debit, credit, amount, currency, kind,
                                     order_id, pending_id, idempotency_key, note, created_at)
        select tenant_id, id, mode, :operator, :client, amount, currency, :kind, order_id, null,
               key, note, created_at
        from given),
      legs as (
        select g.tenant_id, g.mode, g.currency, a.account, sum(a.sign * g.amount) as amount
        from given g
        cross join lateral (values (:client, 1), (:operator, -1)) as a(account, sign)
        group by g.tenant_id, g.mode, g.currency, a.account)
      update wallet_balance b
      set posted = b.posted + l.amount,
          may_owe = b.may_owe and b.posted + b.pending + l.amount < 0
      from legs l
      where b.tenant_id = l.tenant_id and b.mode = l.mode and b.currency = l.currency
        and b.account = l.account
      """;

  /// A refund to write.
  ///
  /// @param wallet the wallet that paid the order
  /// @param most more than nothing; null for all that is left
  /// @param key makes it happen once; null where the caller ensures that
  record Wished(
      Wallet wallet, UUID order, UUID id, @Nullable Long most, @Nullable String key, String note) {}

  /// Notes what orders have cost.
  void paid(WriteBatch writes, List<Entry> entries) {
    ColumnArrays rows = new ColumnArrays();
    for (Entry entry : entries) {
      if (entry.kind().pays()) {
        rows.add("tenants", entry.tenant().value())
            .add("orders", entry.order())
            .add("modes", entry.mode().code())
            .add("currencies", entry.amount().currency().getCurrencyCode())
            .add("amounts", entry.amount().minor());
      }
    }
    writes.add(PAID, rows);
  }

  /// The cost of an order; empty while it has cost nothing.
  Optional<Purchase> get(Handle handle, UUID tenant, UUID order) {
    return read(handle, GET, tenant, order);
  }

  /// The cost of an order, which stays the same until the transaction ends; empty while it has cost
  /// nothing.
  Optional<Purchase> lock(Handle handle, UUID tenant, UUID order) {
    return read(handle, LOCK, tenant, order);
  }

  private static Optional<Purchase> read(Handle handle, String sql, UUID tenant, UUID order) {
    return handle
        .createQuery(sql)
        .bind("tenant", tenant)
        .bind("order", order)
        .map(
            (row, _) ->
                new Purchase(
                    Money.of(row.getLong("paid"), row.getString("currency")),
                    Money.of(row.getLong("refunded"), row.getString("currency"))))
        .findOne();
  }

  /// Locks the rows that a script with refunds touches, before it touches any of them; [#refund]
  /// follows.
  ///
  /// @param others further wallets whose money it moves
  void lock(WriteBatch writes, List<Wished> refunds, List<Entry> others) {
    ColumnArrays purchases = new ColumnArrays();
    TreeSet<Wallet> wallets = new TreeSet<>();
    for (Wished refund : refunds) {
      purchases.add("tenants", refund.wallet().tenant().value()).add("orders", refund.order());
      wallets.add(refund.wallet());
    }
    others.forEach(entry -> wallets.add(Wallet.of(entry)));
    writes.add(LOCK_PURCHASES, purchases);
    writes.add(LOCK_BALANCES, WalletRepository.columns(wallets));
  }

  void refund(WriteBatch writes, List<Wished> refunds, Instant at) {
    ColumnArrays rows = new ColumnArrays();
    for (Wished refund : refunds) {
      rows.add("tenants", refund.wallet().tenant().value())
          .add("orders", refund.order())
          .add("ids", refund.id())
          .add("mosts", refund.most())
          .add("keys", refund.key())
          .add("notes", refund.note())
          .add("createdAts", at);
    }
    if (!rows.isEmpty()) {
      WriteBatch.Step step = writes.add(REFUND);
      rows.bind(step);
      step.bind("operator", Account.OPERATOR.code())
          .bind("client", Account.CLIENT.code())
          .bind("kind", Kind.REFUND.code());
    }
  }
}
