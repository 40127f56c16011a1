-- Secrets at rest: each tenant has a data key that encrypts its cards, passwords and tokens, and
-- each data key is stored encrypted (wrapped) by the server's master key, which is not in here.
create table master_key (
  -- As in the keyset, where it is an unsigned 32-bit number.
  id            bigint      primary key,
  -- Whether data keys are wrapped by it now; the others only open what is not rewrapped yet.
  current       boolean     not null,
  created_at    timestamptz not null,
  -- When the last data key was rewrapped.
  retired_at    timestamptz check (retired_at is null or not current)
);

create unique index master_key_one_is_current on master_key (current) where current;

create table data_key (
  tenant_id     uuid        primary key references tenant,
  -- A keyset: the newest key seals, the older ones open what they sealed.
  wrapped       bytea       not null,
  master_key_id bigint      not null references master_key,
  created_at    timestamptz not null,
  rotated_at    timestamptz
);

create index data_key_of_master_key on data_key (master_key_id, tenant_id);
