-- One tenant's work stopped everyone's. Now each tenant has limits, which operators set for some of them; and so that every node knows
-- who has how many jobs waiting, what the count of the jobs finds is kept.

create table tenant_limit (
  tenant_id uuid not null references tenant (id),
  name      text not null check (name in ('requests', 'jobs', 'rows_per_hour')),
  most      integer not null check (most >= 0),
  primary key (tenant_id, name)
);

-- Tenants with many jobs, as the last count found them. Written about once a minute; it may be lost.
create table tenant_backlog (
  tenant_id  uuid primary key,
  jobs       bigint not null,
  counted_at timestamptz not null
);
