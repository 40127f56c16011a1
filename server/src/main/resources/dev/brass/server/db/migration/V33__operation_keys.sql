-- A batch that a restored database has forgotten is sent again under its idempotency key, and its operations get new ids. The
-- keys under which they submit orders were these ids, so the orders were bought again. Now they are derived from what the
-- client sends again.

-- What the idempotency keys of its operations are derived from; null where each has its own id for one, as in batches without
-- a key, and in those from before.
alter table operation_batch add column key_root uuid;
