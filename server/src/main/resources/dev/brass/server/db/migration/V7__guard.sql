-- A guard against duplicates for clients without idempotency keys (orders.duplicate-window): which order
-- last asked for the same goods for the same buyer at the same address. Empty while the guard is off.
create table order_guard (
  tenant_id     uuid        not null,
  mode          text        not null check (mode in ('live', 'test')),
  -- SHA-256 of store, log-in, goods and address as order.Fingerprint spells them.
  fingerprint   bytea       not null check (octet_length(fingerprint) = 32),
  order_id      uuid        not null,
  -- Whether the order came with a key of its own, which lets it in whatever stands here.
  keyed         boolean     not null,
  -- In the order's time, which a sandbox tenant can move: from when to when nothing equal is let in,
  -- unless the order failed or was cancelled.
  submitted_at  timestamptz not null,
  guarded_until timestamptz not null,
  -- In the system's time: decides when the row is deleted.
  stored_at     timestamptz not null,
  primary key (tenant_id, mode, fingerprint)
)
-- Most rows are deleted soon after they are written.
with (autovacuum_vacuum_scale_factor = 0.02);

create index order_guard_stored on order_guard (stored_at);
