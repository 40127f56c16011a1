-- Webhooks: receivers, what they are to be told, and each try to tell them.
--
-- A message is inserted in the transaction of the order that it is about and never updated; each try
-- adds a delivery, and the last delivery says how far the message is: none or 'failed' is pending.
-- So a success costs one narrow insert, and body and outcome never compete for a row.
--
-- No foreign keys: each would lock the message's row, and thereby write it, once more per try. What
-- refers to a message is written and deleted by code that holds it.

create table webhook_endpoint (
  tenant_id uuid not null,
  mode text not null check (mode in ('LIVE', 'TEST')),
  -- Sealed whole, because users put passwords and tokens into it; null after it was cleared.
  sealed_url bytea,
  sealed_secret bytea not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, mode)
);

create table webhook_message (
  tenant_id uuid not null,
  -- UUIDv7, so that the key is the order of creation.
  id uuid not null,
  order_id uuid not null,
  mode text not null check (mode in ('LIVE', 'TEST')),
  event text not null,
  -- The receiver's URL without user info and query; null for the tenant's endpoint of the mode.
  target text,
  -- The whole URL, when target leaves something out.
  sealed_target bytea,
  -- Exactly what is sent.
  body bytea not null,
  -- The sandbox clock that pauses between tries follow.
  clock uuid,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create index webhook_message_order on webhook_message (tenant_id, order_id, id);

create table webhook_delivery (
  tenant_id uuid not null,
  message_id uuid not null,
  number integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  -- Where it went, without user info and query; null when the endpoint had no URL.
  target text,
  status integer,
  outcome text not null check (outcome in ('DELIVERED', 'FAILED', 'GIVEN_UP')),
  -- The first 4 KiB of the reply, secrets masked.
  reply text,
  note text,
  primary key (tenant_id, message_id, number)
);
