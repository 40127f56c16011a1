-- An upload is answered once its table is on disk as it came, which takes a tenth of the time that its rows take.
create table bulk_sheet (
  tenant_id uuid not null,
  batch_id  uuid not null,
  -- A JSON list of sections, each with its headings and rows; deleted when the rows are in bulk_row.
  sections  text not null,
  primary key (tenant_id, batch_id)
);

-- It is read once and deleted; to compress it would take longer than to write it.
alter table bulk_sheet alter column sections set storage external;
