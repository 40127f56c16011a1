-- Support cases: what clients and the operator write to each other about an order that was bought on a
-- managed account. A case is its messages; nothing of it is ever changed.
create table case_message (
  tenant_id       uuid        not null,
  order_id        uuid        not null,
  number          int         not null check (number between 1 and 1000),
  type            text        not null,
  author          text        not null check (author in ('client', 'operator')),
  text            text        not null,
  -- What came back to the client's balance with it, in minor units.
  refund          bigint      check (refund > 0),
  currency        text,
  -- The client's, for good.
  idempotency_key text,
  created_at      timestamptz not null,
  primary key (tenant_id, order_id, number),
  check ((refund is null) = (currency is null))
);

create unique index case_message_key on case_message (tenant_id, order_id, idempotency_key)
  where idempotency_key is not null;
