-- A failure of this server's own, such as a database that does not answer for a moment, must not be the
-- result of an operation for good: it is carried out again. Tries count for each operation by itself, and
-- are kept, so that one at which the server fails every time comes to an end, whoever carries it out.
alter table operation
  -- How often this server failed at it, or stopped while it was carried out.
  add column tries    smallint not null default 0,
  -- When it may be carried out again; null for at once.
  add column retry_at timestamptz;
