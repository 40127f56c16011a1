-- Managed accounts: log-ins at stores that a tenant keeps here, one order at a time each.

create table managed_account (
  tenant_id        uuid        not null,
  id               uuid        not null,
  mode             text        not null check (mode in ('live', 'test')),
  short_id         text        not null,
  email            text        not null,
  -- null: for every store for which there is none of its own
  store            text,
  -- Password, TOTP secret and retailer_config, sealed with the tenant's data key.
  sealed           bytea       not null,
  is_paused        boolean     not null,
  -- Why it was paused by a store's refusal; null when a person did.
  pause_reason     text,
  cooldown_minutes integer,
  last_used_at     timestamptz,
  -- The order whose attempt uses it now.
  locked_by        uuid,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (tenant_id, id)
);
create unique index managed_account_short_id on managed_account (tenant_id, short_id);
create index managed_account_store on managed_account (tenant_id, mode, store);

-- The account that an order is, or was, bought with. It stays when the account is deleted.
create table order_account (
  tenant_id  uuid    not null,
  order_id   uuid    not null,
  account_id uuid    not null,
  short_id   text    not null,
  -- The log-in of the last attempt, sealed with the tenant's data key: who looks for the order at the store
  -- logs in as it was bought, whatever became of the account. Erased when nobody will need it.
  sealed     bytea,
  -- Whether the order still has to be bought.
  waiting    boolean not null,
  primary key (tenant_id, order_id)
);
create index order_account_waiting on order_account (tenant_id, account_id) where waiting;
create index order_account_sealed on order_account (tenant_id, account_id) where sealed is not null;
