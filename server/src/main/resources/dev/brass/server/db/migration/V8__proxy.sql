-- Proxies that tenants bring for their log-ins at stores (/v1/proxies/byop): what is asked of a store with
-- that log-in goes through them.
create table proxy (
  tenant_id  uuid        not null,
  mode       text        not null check (mode in ('live', 'test')),
  store      text        not null,
  -- Of the log-in, in lower case.
  email      text        not null,
  -- With user and password; sealed with the tenant's data key.
  sealed_url bytea       not null,
  changed_at timestamptz not null,
  primary key (tenant_id, mode, store, email)
);
