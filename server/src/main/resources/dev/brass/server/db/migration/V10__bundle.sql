-- Orders that wait to be bought together with others: a row from the order's submission, or from the end of
-- a bundle that was not bought, until it is in a bundle or at its end.
create table bundle_queue (
  tenant_id    uuid        not null,
  order_id     uuid        not null,
  -- Mode, store and account at the store: only orders of one queue are bought together.
  queue        text        not null,
  -- What it buys, in hundredths of the major unit of the store's currency; null before the store was asked.
  value        bigint,
  submitted_at timestamptz not null,
  primary key (tenant_id, order_id)
);

create index bundle_queue_oldest on bundle_queue (tenant_id, queue, submitted_at, order_id);
