-- Bulk uploads: tables whose rows become orders, row by row, and what became of each row.
create table bulk_batch (
  tenant_id          uuid        not null,
  id                 uuid        not null,
  mode               text        not null check (mode in ('live', 'test')),
  state              text        not null
                     check (state in ('pending', 'processing', 'completed', 'failed')),
  filename           text,
  row_count          int         not null,
  placed_count       int         not null,
  failed_count       int         not null,
  -- The heading of each part of an order, by which errors name columns.
  headings           json        not null,
  notify_on_complete boolean     not null,
  notified_at        timestamptz,
  paused_at          timestamptz,
  cancelled_at       timestamptz,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  primary key (tenant_id, id),
  check (placed_count + failed_count <= row_count)
);

create index bulk_batch_newest on bulk_batch (tenant_id, mode, created_at, id);

create table bulk_row (
  tenant_id    uuid not null,
  batch_id     uuid not null,
  position     int  not null,
  -- As a spreadsheet counts.
  number       int  not null,
  status       text not null check (status in ('pending', 'placed', 'failed')),
  order_id     uuid,
  -- Of a pending row: what was not understood of it, so that it will fail.
  error        text,
  recipient    text not null,
  product_urls json not null,
  passthrough  json not null,
  notes        json not null,
  -- By which an equal row of another upload is known; null when the client gave the order a key itself.
  row_key      text,
  -- A body of POST /orders, until the row is placed or failed.
  request      text,
  primary key (tenant_id, batch_id, position)
);

create index bulk_row_pending on bulk_row (tenant_id, batch_id, position) where status = 'pending';
