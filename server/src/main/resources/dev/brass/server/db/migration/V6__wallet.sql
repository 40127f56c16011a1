-- The money of tenants: double entry. What happened is in wallet_transfer, which only grows; what there is
-- follows from it and is kept in wallet_balance, so that nobody need add up all transfers to know it. Both
-- are written in one transaction, with the order that they are about.

-- Amount goes from the account debit to the account credit. A tenant has three of them in each mode:
-- client (what it has), operator (what its orders cost), cash (the world outside, where money comes from).
create table wallet_transfer (
  tenant_id       uuid        not null,
  -- The hold of an order has the order's id, so that there can be no second one.
  id              uuid        not null,
  mode            text        not null check (mode in ('live', 'test')),
  debit           text        not null,
  credit          text        not null check (credit <> debit),
  amount          bigint      not null check (amount > 0),
  currency        text        not null,
  kind            text        not null check (kind in (
    'top_up', 'hold', 'capture', 'release', 'refund', 'withdrawal')),
  order_id        uuid,
  -- The hold that a capture or a release ends.
  pending_id      uuid        check ((pending_id is not null) = (kind in ('capture', 'release'))),
  -- Of an operator's transfer, which may be asked for twice.
  idempotency_key text,
  note            text        not null,
  created_at      timestamptz not null,
  primary key (tenant_id, id)
);
create index wallet_transfer_newest on wallet_transfer (tenant_id, mode, created_at desc, id desc);
create index wallet_transfer_order on wallet_transfer (tenant_id, order_id) where order_id is not null;
-- A hold ends once.
create unique index wallet_transfer_pending on wallet_transfer (tenant_id, pending_id)
  where pending_id is not null;
create unique index wallet_transfer_key on wallet_transfer (tenant_id, mode, idempotency_key)
  where idempotency_key is not null;

create function wallet_transfer_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'wallet_transfer only grows: what was wrong is set right by another transfer';
end
$$;
create trigger wallet_transfer_is_kept before update or delete or truncate on wallet_transfer
  for each statement execute function wallet_transfer_is_kept();

create table wallet_balance (
  tenant_id uuid    not null,
  mode      text    not null,
  account   text    not null,
  currency  text    not null,
  -- What came minus what went.
  posted    bigint  not null default 0,
  -- What holds will bring minus what they will take, as long as they are neither captured nor released.
  pending   bigint  not null default 0,
  -- Whether a client may have less than nothing: it ordered on invoice.
  may_owe   boolean not null default false,
  primary key (tenant_id, mode, account, currency),
  check (account <> 'client' or may_owe or posted + pending >= 0)
)
-- Room for the next version of a row, so that no index learns of it.
with (fillfactor = 50);
