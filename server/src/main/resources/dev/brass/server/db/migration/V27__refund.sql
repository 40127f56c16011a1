-- More could come back than was paid: a retailer's cancellation, a credited return and a refund in a case each knew its own
-- limit, and two of them were booked as money from outside, about no order. And what was bought for tenants that pay later
-- left no trace. Now there is one row of what an order has cost its tenant and of what came back, which the database keeps
-- from saying that more came back; and a kind of transfer for what is owed.

alter table wallet_transfer drop constraint wallet_transfer_kind_check;
alter table wallet_transfer add constraint wallet_transfer_kind_check check (kind in (
  'top_up', 'hold', 'capture', 'release', 'purchase', 'refund', 'withdrawal', 'charge'));
alter table wallet_transfer add constraint wallet_transfer_order_check check (
  order_id is not null or kind not in ('hold', 'capture', 'release', 'purchase', 'refund'));

-- An order that its tenant has paid from the wallet, or owes.
create table wallet_purchase (
  tenant_id uuid   not null,
  order_id  uuid   not null,
  mode      text   not null check (mode in ('live', 'test')),
  currency  text   not null,
  -- What was taken for it, by a capture or a purchase. An order that costs nothing has no row.
  paid      bigint not null check (paid > 0),
  -- What of that came back, by refunds: each is added by a trigger. Whoever gives something back locks the row first.
  refunded  bigint not null default 0,
  -- The part of it that came back before there were refunds about an order, as money from outside.
  unlinked  bigint not null default 0,
  primary key (tenant_id, order_id),
  constraint wallet_purchase_refunded_check check (refunded between 0 and paid),
  constraint wallet_purchase_unlinked_check check (unlinked between 0 and refunded)
)
-- Room for the next version of a row.
with (fillfactor = 90);

with
  linked as (
    select tenant_id, order_id, sum(amount) as amount from wallet_transfer where kind = 'refund' group by 1, 2),
  unlinked as (
    select u.tenant_id, u.mode, u.order_id, sum(u.amount) as amount
    from (
      select tenant_id, mode, split_part(idempotency_key, '/', 2)::uuid as order_id, amount from wallet_transfer
      where kind = 'top_up' and idempotency_key ~ '^case/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]+$'
      union all
      select t.tenant_id, t.mode, e.order_id, t.amount from wallet_transfer t
      join errand e on e.tenant_id = t.tenant_id and e.id = substr(t.idempotency_key, 8)::uuid
      where t.kind = 'top_up' and t.idempotency_key ~ '^return/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') as u
    group by 1, 2, 3)
insert into wallet_purchase (tenant_id, order_id, mode, currency, paid, refunded, unlinked)
select c.tenant_id, c.order_id, c.mode, c.currency, c.amount,
  least(c.amount, coalesce(l.amount, 0) + coalesce(u.amount, 0)),
  least(c.amount - least(c.amount, coalesce(l.amount, 0)), coalesce(u.amount, 0))
from wallet_transfer c
left join linked l on l.tenant_id = c.tenant_id and l.order_id = c.order_id
left join unlinked u on u.tenant_id = c.tenant_id and u.mode = c.mode and u.order_id = c.order_id
where c.kind = 'capture';

-- No transfer gives back what was not paid, whoever writes it.
create function wallet_refund_is_noted() returns trigger language plpgsql as $$
begin
  update wallet_purchase set refunded = refunded + new.amount
  where tenant_id = new.tenant_id and order_id = new.order_id and mode = new.mode and currency = new.currency;
  if not found then
    raise exception 'order % has cost nothing that could come back', new.order_id;
  end if;
  return null;
end
$$;
create trigger wallet_refund_is_noted after insert on wallet_transfer
  for each row when (new.kind = 'refund') execute function wallet_refund_is_noted();

-- The same for what a card has paid: what is on its way back counts as back.
alter table card_payment add column captured bigint not null default 0;
alter table card_payment add column refunded bigint not null default 0;
update card_payment set
  captured = (state -> 'costs' -> 'goods' ->> 'minor')::bigint + (state -> 'costs' -> 'margin' ->> 'minor')::bigint
    + (state -> 'costs' -> 'fee' ->> 'minor')::bigint + (state -> 'costs' -> 'processing' ->> 'minor')::bigint,
  refunded = (state ->> 'refunded')::bigint + coalesce((state ->> 'part')::bigint, 0)
where state ->> 'is' in ('Captured', 'Refunding');
alter table card_payment add constraint card_payment_refunded_check check (refunded between 0 and captured);

-- And for what an agent has paid.
alter table agent_payment add column returned bigint not null default 0;
update agent_payment set returned = case state ->> 'is'
    when 'Returned' then (state -> 'amount' ->> 'minor')::bigint
    when 'Returning' then (state ->> 'returned')::bigint + (state -> 'amount' ->> 'minor')::bigint
    else (state ->> 'returned')::bigint end
where state ->> 'is' in ('Bought', 'Returning', 'Returned');
alter table agent_payment add constraint agent_payment_returned_check check (returned between 0 and amount);
