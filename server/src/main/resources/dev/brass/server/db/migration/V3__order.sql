-- Orders: what a client asked for, every attempt to place it, everything that happened to it, and the
-- parcels it became. The tenant comes first in every key, so that the data can be spread by tenant.
-- No foreign keys: rows of an order are written by one class in one transaction with it, and a check per
-- row costs more than the row.

-- Ends a transaction that was sent in one piece, when something in it is not as its writer had read it.
create function premise_gone() returns void language plpgsql as $$
begin
  raise exception using errcode = 'BR001', message = 'the rows have changed since they were read';
end
$$;

create table orders (
  tenant_id    uuid        not null,
  id           uuid        not null,
  mode         text        not null check (mode in ('live', 'test')),
  door         text        not null,
  store        text        not null,
  -- The movable clock that the order follows: the tenant's, at a sandbox store.
  clock        uuid,
  state        text        not null,
  state_data   json        not null,
  -- The number of events so far; a writer that read an older one loses.
  version      int         not null,
  attempts     int         not null default 0,
  metadata     jsonb       not null default '{}',
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (tenant_id, id)
)
-- Room for the versions that an order goes through, so that no index learns of them.
with (fillfactor = 50);
create index orders_newest on orders (tenant_id, mode, created_at desc, id desc);

-- What an order was submitted with. It stays as it is, so that it need not be written anew whenever
-- something happens to the order.
create table order_request (
  tenant_id uuid  not null,
  order_id  uuid  not null,
  -- JSON, as is the next one; the type would read all of it once more.
  spec      text  not null,
  -- The request as the client wrote it, secrets masked.
  echo      text  not null,
  -- Sealed with the tenant's data key.
  private   bytea,
  primary key (tenant_id, order_id)
)
-- Kept as it is up to this size: compressing it costs more than all the rest of a submission.
with (toast_tuple_target = 8160);

-- Cards, sealed with the tenant's data key, until their orders are final.
create table order_card (
  tenant_id uuid  not null,
  order_id  uuid  not null,
  card      bytea not null,
  primary key (tenant_id, order_id)
);

create table order_item (
  tenant_id           uuid not null,
  order_id            uuid not null,
  position            int  not null,
  id                  uuid not null,
  status              text not null,
  error_type          text,
  cancellation_reason text,
  updated_at          timestamptz not null,
  primary key (tenant_id, order_id, position)
)
with (fillfactor = 50);

create table order_attempt (
  tenant_id  uuid        not null,
  order_id   uuid        not null,
  number     int         not null,
  id         uuid        not null,
  status     text        not null,
  -- What the connector needs to find the order after a crash; sealed.
  handle     bytea,
  sent       json,
  received   json,
  not_after  timestamptz,
  started_at timestamptz not null,
  ended_at   timestamptz,
  primary key (tenant_id, order_id, number)
)
with (fillfactor = 60);

create table order_event (
  tenant_id uuid        not null,
  order_id  uuid        not null,
  sequence  int         not null,
  type      text        not null,
  at        timestamptz not null,
  data      json        not null,
  primary key (tenant_id, order_id, sequence)
);

create table shipment (
  tenant_id         uuid        not null,
  order_id          uuid        not null,
  -- The merchant order and the carrier's number (or address) name a parcel for good.
  merchant_order_id text        not null,
  parcel            text        not null,
  id                uuid        not null,
  status            text        not null,
  data              json        not null,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  primary key (tenant_id, order_id, merchant_order_id, parcel)
);

create table merchant_order (
  tenant_id uuid not null,
  store     text not null,
  id        text not null,
  order_id  uuid not null,
  primary key (tenant_id, store, id, order_id)
);

-- The answer that a key was given, so that the same key is answered the same for good.
create table idempotency_key (
  tenant_id  uuid        not null,
  scope      text        not null,
  key        text        not null,
  body_hash  bytea       not null,
  order_id   uuid        not null,
  created_at timestamptz not null,
  primary key (tenant_id, scope, key)
);

-- How far a tenant has moved the time of its orders at sandbox stores.
create table sandbox_clock (
  tenant_id  uuid   primary key,
  ahead_ms   bigint not null
);
