-- Batches of operations: many calls of this server's own APIs in one, each carried out as if it had come alone.
create table operation_batch (
  tenant_id          uuid        not null,
  id                 uuid        not null,
  mode               text        not null check (mode in ('live', 'test')),
  -- The key it was created with: its operations may do what the key may.
  key_id             uuid        not null,
  -- receiving: its operations are still being read, and nobody sees it.
  state              text        not null check (state in ('receiving', 'in_progress', 'completed')),
  parallel           boolean     not null,
  stop_on_error      boolean     not null,
  operation_count    int         not null,
  completed_count    int         not null,
  failed_count       int         not null,
  timed_out_count    int         not null,
  -- Those that failed or timed out, and those that were answered with an error.
  unsuccessful_count int         not null,
  -- Every operation before this position has ended.
  floor              int         not null,
  -- The run that carries its operations out; null between runs. What another run has to say does not count.
  run                uuid,
  -- Whether a run died, so that operations may have been carried out of which nothing is known.
  interrupted        boolean     not null,
  -- The operation that ended it, when it ends with the first error.
  stopped_by         int,
  cancelled_at       timestamptz,
  idempotency_key    text,
  fingerprint        bytea,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  finished_at        timestamptz,
  primary key (tenant_id, id),
  check (completed_count + failed_count + timed_out_count <= operation_count)
);

create unique index operation_batch_key on operation_batch (tenant_id, mode, idempotency_key)
  where idempotency_key is not null;
create index operation_batch_newest on operation_batch (tenant_id, mode, created_at, id);
create index operation_batch_finished on operation_batch (finished_at) where finished_at is not null;
create index operation_batch_receiving on operation_batch (updated_at) where state = 'receiving';

create table operation (
  tenant_id       uuid        not null,
  batch_id        uuid        not null,
  position        int         not null,
  id              uuid        not null,
  status          text        not null
                  check (status in ('pending', 'in_progress', 'completed', 'failed', 'timed_out')),
  -- What may be done when nobody knows whether it was carried out.
  repetition      text        not null check (repetition in ('safe', 'keyed', 'never')),
  reference       text,
  -- A JSON list of references.
  depends_on      text,
  method          text        not null,
  -- As the client sent them, secrets masked.
  path            text        not null,
  query_params    text,
  body            text,
  -- Path, query and body with their secrets, sealed, until it has ended; null when they have none.
  call            bytea,
  response_status int,
  response_body   text,
  failure_code    text,
  failure_message text,
  updated_at      timestamptz not null,
  primary key (tenant_id, batch_id, position)
) with (toast_tuple_target = 8160);

create unique index operation_id on operation (tenant_id, id);
create unique index operation_reference on operation (tenant_id, batch_id, reference)
  where reference is not null;

-- Compressing bodies that are just above the size from which on that is done would take longer than to write them.
alter table operation alter column body set storage external;
alter table operation alter column response_body set storage external;
alter table operation alter column call set storage external;
