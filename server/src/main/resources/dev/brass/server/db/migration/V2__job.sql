-- Durable work. A job is enqueued in the transaction of what it is about, claimed by one node at a
-- time, and deleted when it is done; what remains is waiting, running, or was given up.
--
-- waiting    due at due_at; a claim makes it running
-- parked     due, but its lane is taken; whoever frees the lane makes the first of them waiting
-- running    claimed by the node `node`
-- discarded  out of attempts; deleted after a retention
-- cancelled  ended by its handler on purpose; deleted after a retention
create table job (
  tenant_id   uuid        not null,
  id          uuid        not null,
  kind        text        not null,
  subject     uuid        not null,
  payload     text        not null check (octet_length(payload) <= 65536),
  lane        text,
  clock       uuid,
  state       text        not null default 'waiting'
              check (state in ('waiting', 'parked', 'running', 'discarded', 'cancelled')),
  due_at      timestamptz not null,
  -- Runs that failed or are under way; a snooze gives its run back.
  attempt     integer     not null default 0,
  node        uuid check ((node is not null) = (state = 'running')),
  -- How far its clock was moved since it was claimed.
  shifted     interval    not null default '0',
  error       text,
  enqueued_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
