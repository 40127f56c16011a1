-- Events of the current API: numbered per order, signed with two secrets while one replaces the other,
-- and kept while a receiver that has failed for days is not called.

-- How many of the order's events the tenant's endpoint is told of. Submission is the first.
alter table orders add column notices integer not null default 1;

alter table webhook_endpoint
  -- The secret before the last rotation, with which is signed, too, until then.
  add column sealed_old_secret bytea,
  add column old_secret_until timestamptz,
  -- The first failure after the last success, in the time of the message that failed.
  add column failing_since timestamptz,
  -- Since when nothing is sent; null while it is.
  add column paused_at timestamptz;

-- What was sent besides the body, one header per line, secrets masked; only of messages to endpoints.
alter table webhook_delivery add column headers text;

-- Messages that came due while their endpoint was paused. They have no job; who lets the endpoint go on
-- turns these rows into jobs.
create table webhook_waiting (
  tenant_id uuid not null,
  mode text not null check (mode in ('LIVE', 'TEST')),
  message_id uuid not null,
  primary key (tenant_id, mode, message_id)
);
