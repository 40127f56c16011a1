package dev.brass.server.wallet;

import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletAudit.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Impossible rows in the tables of the wallet, found without trusting any index or constraint.
/// Each query returns the wallet's owner and the problem.
final class WalletAuditRepository {

  private static final String BALANCES =
      """
      with ended as (
        select tenant_id, pending_id from wallet_transfer
        where pending_id is not null group by tenant_id, pending_id),
      legs as (
        select t.tenant_id, t.mode, t.currency, a.account,
          case when t.kind in ('hold', 'release') then 0 else a.amount end as posted,
          case when t.kind = 'hold' and e.pending_id is null then a.amount else 0 end as pending
        from wallet_transfer t
        left join ended e on e.tenant_id = t.tenant_id and e.pending_id = t.id
        cross join lateral (values (t.debit, -t.amount), (t.credit, t.amount))
          as a(account, amount)),
      summed as (
        select tenant_id, mode, currency, account, sum(posted) as posted, sum(pending) as pending
        from legs group by tenant_id, mode, currency, account)
      select tenant_id,
        format('its account %s (%s, %s) has %s and %s pending, its transfers make %s and %s',
               account, mode, currency, b.posted, b.pending, s.posted, s.pending) as what
      from summed s full join wallet_balance b using (tenant_id, mode, currency, account)
      where coalesce(s.posted, 0) <> coalesce(b.posted, 0)
         or coalesce(s.pending, 0) <> coalesce(b.pending, 0)
      limit :limit
      """;

  private static final String SUMS =
      """
      select tenant_id,
        format('its accounts (%s, %s) sum to %s and %s pending',
               mode, currency, sum(posted), sum(pending)) as what
      from wallet_balance group by tenant_id, mode, currency
      having sum(posted) <> 0 or sum(pending) <> 0
      limit :limit
      """;

  private static final String ENDED_TWICE =
      """
      select tenant_id,
        format('its hold %s is ended by %s', pending_id, string_agg(kind, ' and ' order by kind))
          as what
      from wallet_transfer where pending_id is not null
      group by tenant_id, pending_id having count(*) > 1
      limit :limit
      """;

  private static final String ENDED_WRONGLY =
      """
      select e.tenant_id,
        format('its %s %s of %s ends no hold of that much for the same order', e.kind, e.id,
               e.amount) as what
      from wallet_transfer e
      left join wallet_transfer h
        on h.tenant_id = e.tenant_id and h.id = e.pending_id and h.kind = 'hold'
           and h.mode = e.mode and h.currency = e.currency
           and h.order_id is not distinct from e.order_id
           and (e.amount = h.amount or (e.kind = 'capture' and e.amount < h.amount))
      where e.pending_id is not null and h.id is null
      limit :limit
      """;

  private static final String REFUNDED =
      """
      select tenant_id,
        format('of its order %s more came back than was taken', order_id) as what
      from wallet_transfer where kind in ('capture', 'purchase', 'refund')
      group by tenant_id, mode, currency, order_id
      having sum(case kind when 'refund' then -amount else amount end) < 0
      limit :limit
      """;

  /// Refunds from before refunds named their order are in no transfer about one.
  private static final String PURCHASES =
      """
      with summed as (
        select tenant_id, order_id, mode, currency,
          coalesce(sum(amount) filter (where kind <> 'refund'), 0) as paid,
          coalesce(sum(amount) filter (where kind = 'refund'), 0) as refunded
        from wallet_transfer where kind in ('capture', 'purchase', 'refund')
        group by tenant_id, order_id, mode, currency)
      select tenant_id,
        format('of its order %s (%s, %s) it is noted that %s was paid and %s came back, and its'
               || ' transfers make %s and %s', order_id, mode, currency, p.paid,
               p.refunded - p.unlinked, s.paid, s.refunded) as what
      from summed s full join wallet_purchase p using (tenant_id, order_id, mode, currency)
      where s.paid is distinct from p.paid
         or s.refunded is distinct from p.refunded - p.unlinked
         or p.refunded > p.paid
      limit :limit
      """;

  private static final String PAID_TWICE =
      """
      select tenant_id,
        format('its order %s is paid by %s', order_id, string_agg(kind, ' and ' order by kind))
          as what
      from wallet_transfer where kind in ('capture', 'purchase')
      group by tenant_id, order_id having count(*) > 1
      limit :limit
      """;

  private static final String BELOW_ZERO =
      """
      select tenant_id,
        format('it has %s (%s, %s) and never ordered on invoice', posted + pending, mode, currency)
          as what
      from wallet_balance
      where account = 'client' and posted + pending < 0 and not may_owe
      limit :limit
      """;

  private static final List<String> ALL =
      List.of(
          BALANCES, SUMS, ENDED_TWICE, ENDED_WRONGLY, PAID_TWICE, REFUNDED, PURCHASES, BELOW_ZERO);

  List<Flaw> flaws(Handle handle, int most) {
    List<Flaw> flaws = new ArrayList<>();
    for (String query : ALL) {
      handle
          .createQuery(query)
          .bind("limit", most)
          .map(
              (rs, _) ->
                  new Flaw(
                      new TenantId(rs.getObject("tenant_id", UUID.class)), rs.getString("what")))
          .forEach(flaws::add);
    }
    return flaws;
  }
}
