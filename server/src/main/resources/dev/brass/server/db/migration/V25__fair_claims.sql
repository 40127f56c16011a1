-- Nodes that stop before others act, and claims that one tenant or one store cannot take for itself.

-- Whose turn a tenant's jobs come in: an account holder's by itself; those of all agents, of which each paid order has a
-- tenant of its own, together; those of all sandboxes that nobody has claimed together, too.
alter table tenant add column kind text not null default 'account'
  check (kind in ('account', 'agent', 'sandbox'));
update tenant set kind = 'agent'
where name = 'agents' or id in (select tenant_id from agent_payment);
update tenant set kind = 'sandbox'
where id in (select tenant_id from sandbox where claimed_by is null);

-- The name that all connections of the node's process begin with, by which others end them when it is dead; and since
-- when it is. A dead node claims nothing; its row goes when all of its jobs are free.
alter table node add column session text not null default '';
alter table node add column dead_at timestamptz;

-- store  the key of the store that the job acts at; empty for none
-- class  0 live, 1 of agents, 2 of sandboxes without an account, 3 of tests: see JobClass
-- share  the tenant, or the zero id where tenants of a class share one
alter table job add column store text collate "C" not null default '';
alter table job add column class smallint not null default 0 check (class between 0 and 3);
alter table job add column share uuid not null default '00000000-0000-0000-0000-000000000000';

update job
set store = coalesce(
      (select case when o.clock is null then o.store else 'sandbox/' || o.store end
       from orders as o
       where o.tenant_id = job.tenant_id and o.id = job.subject
         and job.kind in ('place-order', 'bundle-order', 'reconcile-order', 'track-order')),
      ''),
    class = case tenant.kind when 'agent' then 1 when 'sandbox' then 2 else 0 end,
    share = case tenant.kind when 'account' then job.tenant_id else share end
from tenant
where tenant.id = job.tenant_id;

-- The queues of each kind, one after the other: what a claim divides its places by when not all that is due fits. A job
-- that is done leaves no trace in them but the remains that every index has, as in the indexes by time.
create index job_turn on job (kind, store, class, share, due_at)
  where lane is null and state = 'ready';
create index job_lane_turn on job (kind, store, class, share, due_at)
  where lane is not null and state = 'ready';

-- The places of a store of which only so many orders may be placed at a time over all nodes: rows that stay. A taken
-- one has the job that has it, and is freed in the transaction that ends the job.
create table store_slot (
  store  text collate "C" not null,
  number int  not null check (number > 0),
  node   uuid,
  job    uuid,
  primary key (store, number),
  check ((node is null) = (job is null))
) with (
  fillfactor = 10,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_cost_delay = 0
);
