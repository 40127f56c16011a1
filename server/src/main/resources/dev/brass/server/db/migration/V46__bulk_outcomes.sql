-- Bulk uploads: rows are known again by what their cells say, so that an empty column or another spelling of a heading buys
-- nothing again; what was uploaded before stays known by what its orders ask for. Orders that surely bought nothing can be
-- tried again, and an upload says as what it was read.
alter table bulk_batch
  -- Whether it is from before this migration, and its rows are not yet in bulk_row.meaning.
  add column former boolean not null default true,
  -- As what the upload was read: format, encoding, delimiter.
  add column source json;

alter table bulk_batch alter column former set default false;

create index bulk_batch_former on bulk_batch (tenant_id) where former;

alter table bulk_row
  add column error_type text,
  -- The order that failed and is tried again while the row is pending; kept where the row fails then.
  add column retry_of uuid,
  -- Of a pending row: the order of an upload from before this migration that it is.
  add column known_order uuid,
  -- A hash of what the order of a row from before this migration asks for.
  add column meaning text;

create index bulk_row_meaning on bulk_row (tenant_id, meaning) where meaning is not null;
