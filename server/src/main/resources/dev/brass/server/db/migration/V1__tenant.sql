-- The customers of this server and the keys that they and the operators call it with. Small tables
-- that every request reads, before it is known whose request it is: they do not carry the tenant
-- first as the tables that grow do.
create table tenant (
  id         uuid        primary key,
  name       text        not null unique check (length(name) between 1 and 100),
  created_at timestamptz not null
);

-- A key is a text of 256 random bits that is shown once. Only its SHA-256 is kept: a slow hash
-- protects what people make up, and would cost every request here without any gain.
create table api_key (
  id           uuid        primary key,
  -- Null for an operator's key, which belongs to the server.
  tenant_id    uuid        references tenant,
  kind         text        not null check (kind in ('client', 'live', 'test', 'admin')),
  name         text        not null check (length(name) between 1 and 100),
  scope        text        not null check (scope in ('full', 'read')),
  hash         bytea       not null unique check (octet_length(hash) = 32),
  -- The last four letters, by which its owner recognizes it.
  ending       text        not null check (length(ending) = 4),
  created_at   timestamptz not null,
  expires_at   timestamptz,
  -- To the minute.
  last_used_at timestamptz,
  revoked_at   timestamptz,
  check ((tenant_id is null) = (kind = 'admin'))
);

create index api_key_of_tenant on api_key (tenant_id, id);
