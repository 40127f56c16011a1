-- Answers that are given again to the same idempotency key, for good. Only those that could not be made
-- anew: what a POST answers that created something is told by what it created.
create table kept_reply (
  tenant_id  uuid        not null,
  scope      text        not null,
  key        text        not null,
  body       text        not null,
  created_at timestamptz not null,
  primary key (tenant_id, scope, key)
);
