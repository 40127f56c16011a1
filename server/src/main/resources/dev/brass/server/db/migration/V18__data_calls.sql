-- What calls for product data cost their tenants and how many there were, and what this server has bought where.

alter table wallet_transfer drop constraint wallet_transfer_kind_check;
alter table wallet_transfer add constraint wallet_transfer_kind_check check (kind in (
  'top_up', 'hold', 'capture', 'release', 'refund', 'withdrawal', 'charge'));

-- How many calls of an endpoint a tenant made on a day (UTC). At most 181 days of each.
create table usage_day (
  tenant_id uuid   not null,
  mode      text   not null check (mode in ('live', 'test')),
  endpoint  text   not null,
  day       date   not null,
  calls     bigint not null,
  primary key (tenant_id, mode, endpoint, day)
);

-- The last calls of each tenant in each mode: at most 100.
create table usage_call (
  tenant_id    uuid        not null,
  mode         text        not null check (mode in ('live', 'test')),
  id           uuid        not null,
  endpoint     text        not null,
  called_at    timestamptz not null,
  query        text,
  result_count integer,
  retailer     text,
  product_id   text,
  primary key (tenant_id, mode, id)
);

-- When live orders were last placed at a store, by anybody: a row per store, and nobody's data.
create table store_record (
  store          text    not null,
  sandbox        boolean not null,
  last_placed_on date    not null,
  -- On how many days in a row, that one included.
  days_in_a_row  integer not null,
  primary key (store, sandbox)
);
insert into store_record (store, sandbox, last_placed_on, days_in_a_row)
select store, clock is not null, least(max(created_at), now())::date, 1
from orders where mode = 'live' and state = 'placed' and door <> 'bundle'
group by store, clock is not null;
