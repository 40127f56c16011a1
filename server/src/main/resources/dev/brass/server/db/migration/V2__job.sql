-- Durable work. A job is enqueued in the transaction of what it is about, claimed by one node at a
-- time, and deleted when it is done; what stays is waiting, running, or was given up.
--
-- This is a queue and not a table that grows: nodes claim across tenants, so its key is the id
-- alone, and where tenants are spread over machines it stays whole on one of them.

create table node (
  id         uuid        primary key,
  name       text        not null,
  started_at timestamptz not null,
  -- Counts up while the node lives. Others watch whether it moves, and compare no clocks.
  beat       bigint      not null default 0,
  beaten_at  timestamptz not null
);

-- A job is running while `node` is set, whatever its state: that a claim changes no column of any
-- index (their conditions included) makes it a HOT update, which was 1.6 times as fast as one that
-- moves the row between partial indexes. Half of each page is left for it.
--
-- ready      to be run at due_at, or running
-- parked     due, but its lane is taken; whoever frees the lane makes the first of them ready
-- discarded  out of attempts; deleted after a retention
-- cancelled  ended by its handler on purpose; deleted after a retention
create table job (
  id          uuid        primary key,
  tenant_id   uuid        not null,
  kind        text        not null,
  subject     uuid        not null,
  payload     text        not null,
  lane        text,
  clock       uuid,
  state       text        not null default 'ready'
              check (state in ('ready', 'parked', 'discarded', 'cancelled')),
  due_at      timestamptz not null,
  -- Runs that failed or are under way; a snooze gives its run back.
  attempt     integer     not null default 0,
  node        uuid check (node is null or state = 'ready'),
  -- How far its clock was moved since it was claimed.
  shifted_us  bigint      not null default 0,
  error       text,
  enqueued_at timestamptz not null,
  finished_at timestamptz check ((finished_at is null) = (state in ('ready', 'parked')))
) with (
  fillfactor = 50,
  -- Rows live for milliseconds: what is dead is taken away before it is a fifth of the table.
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_cost_delay = 0
);

create index job_due on job (kind, due_at) where lane is null and state = 'ready';
create index job_lane_due on job (kind, due_at) where lane is not null and state = 'ready';
create index job_lane_ready on job (tenant_id, lane, due_at, id)
  where lane is not null and state = 'ready';
create index job_lane_parked on job (tenant_id, lane, due_at, id)
  where lane is not null and state = 'parked';
create index job_clock on job (clock) where clock is not null and state in ('ready', 'parked');
create index job_ended on job (finished_at, id) where finished_at is not null;

-- A lane that is taken. Its key makes a second running job of the lane impossible; claims and
-- acknowledgements meet on its rows, and enqueueing touches none of them.
create table job_lane (
  tenant_id uuid not null,
  lane      text not null,
  node      uuid not null,
  primary key (tenant_id, lane)
);
