-- Errands: what clients want done at a store with what was bought there (cancel it, send it back, follow
-- it), and what became of it.
create table errand (
  tenant_id       uuid        not null,
  id              uuid        not null,
  mode            text        not null check (mode in ('live', 'test')),
  kind            text        not null check (kind in ('cancel', 'return', 'track')),
  store           text        not null,
  -- The movable clock that it follows: the tenant's, at a sandbox store.
  clock           uuid,
  -- Null when the client named an order at the store that is none of ours.
  order_id        uuid,
  wish            json        not null,
  state           json        not null,
  version         int         not null,
  -- The client's, for good.
  idempotency_key text,
  echo            text        not null,
  -- Receivers and a log-in, sealed.
  private         bytea,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (tenant_id, id)
);

create unique index errand_key on errand (tenant_id, mode, kind, idempotency_key)
  where idempotency_key is not null;
create index errand_of_order on errand (tenant_id, order_id, id) where order_id is not null;
create index errand_of_kind on errand (tenant_id, mode, kind, id);
