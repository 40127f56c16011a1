-- Orders: what a client asked for, every attempt to place it, everything that happened to it, and the
-- parcels it became. The tenant comes first in every key, so that the data can be spread by tenant.
-- No foreign keys: rows of an order are written by one class in one transaction with it, and a check per
-- row costs more than the row.

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
  spec         json        not null,
  -- The request as the client wrote it, secrets masked.
  echo         json        not null,
  metadata     jsonb       not null default '{}',
  -- Sealed with the tenant's data key. The card is erased once the order is final.
  card         bytea,
  private      bytea,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (tenant_id, id)
);
create index orders_newest on orders (tenant_id, mode, created_at desc, id desc);

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
);

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
);

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
