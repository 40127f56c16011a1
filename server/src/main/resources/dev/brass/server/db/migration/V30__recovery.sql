-- "Never twice" must hold when the latest changes of this database are lost: by a restored backup, or by a failover to a
-- standby that lagged. So attempts have ids that can be derived again, every node keeps a mark of the history outside the
-- database, and while history may be lost the store is asked before anything is bought.

-- What belongs to this installation and survives with its backups.
create table installation (
  one         boolean primary key default true check (one),
  -- Attempt ids are derived under it. It is never changed: another key would make other ids of the same orders.
  attempt_key bytea   not null check (octet_length(attempt_key) = 32)
);
insert into installation (attempt_key)
values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- What the ids of an order's attempts are derived from when its client gave a key, or when it buys for other orders; null
-- for the order's own id.
alter table order_request add column attempt_root uuid;

-- How far each node has come, as it has also written down outside the database. A restored database has an older count.
create table history_mark (
  id         uuid        primary key,
  tick       bigint      not null,
  written_at timestamptz not null
);

-- Times during which history may be lost. Ended by an operator; kept.
create table recovery (
  id       uuid        primary key,
  since    timestamptz not null,
  reason   text        not null,
  ended_at timestamptz,
  ended_by text,
  note     text
);

-- Stores at which an operator lets orders be bought again without asking first.
create table recovery_release (
  recovery_id uuid        not null,
  store       text        not null,
  released_at timestamptz not null,
  released_by text        not null,
  note        text,
  primary key (recovery_id, store)
);

-- Orders of which it is known that no lost attempt bought them: the store was asked, or an operator has looked.
create table order_verified (
  tenant_id   uuid        not null,
  order_id    uuid        not null,
  verified_at timestamptz not null,
  verified_by text        not null,
  primary key (tenant_id, order_id)
);

-- What stores say they have of orders that had moved on. Kept until an operator has settled it, and after.
create table stray_purchase (
  tenant_id  uuid        not null,
  order_id   uuid        not null,
  attempt_id uuid        not null,
  number     int         not null,
  store      text        not null,
  placement  json        not null,
  why        text        not null,
  found_at   timestamptz not null,
  settled_at timestamptz,
  settled_by text,
  -- cancelled, or kept
  settlement text check (settlement in ('cancelled', 'kept')),
  note       text,
  primary key (tenant_id, order_id, attempt_id),
  check ((settled_at is null) = (settlement is null))
);
create index stray_purchase_open on stray_purchase (found_at, attempt_id) where settled_at is null;
