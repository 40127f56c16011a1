-- What nodes share about stores and about themselves: the pace of a store is one for all nodes, a store that cannot be
-- reached is asked by one of them at a time, and nodes that were started with different settings are noticed.
--
-- Unlogged: all of it is found out again within seconds, so none of it is worth a write to the log. After a crash of
-- PostgreSQL, and on a promoted standby, the tables are empty: stores are asked anew, at their pace.

-- When the next request may be sent to a store. `store` is its code; a store without a pace is here only after it
-- asked to be left alone for a while.
create unlogged table store_pace (
  store   text        primary key,
  next_at timestamptz not null
) with (fillfactor = 50);

-- A store that gave no answer several times in a row. Its first answer deletes the row.
create unlogged table store_trouble (
  store         text        primary key,
  since         timestamptz not null,
  why           text        not null,
  -- How often it was asked since, one question at a time.
  probes        int         not null default 0,
  next_probe_at timestamptz not null
) with (fillfactor = 50);

-- The settings that a node was started with, of those in which nodes should not differ; secrets as keyed hashes. A
-- node writes again every few seconds, and a row that is old belongs to no node any more.
create unlogged table node_settings (
  -- The beginning of the `application_name` of the node's connections.
  session    text        primary key,
  name       text        not null,
  started_at timestamptz not null,
  seen_at    timestamptz not null,
  settings   jsonb       not null
) with (fillfactor = 50);
