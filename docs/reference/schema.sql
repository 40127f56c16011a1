-- Generated from the migrations by ./brass docs; do not edit.

create table api_key (
  id uuid not null,
  tenant_id uuid,
  kind text not null,
  name text not null,
  scope text not null,
  hash bytea not null,
  ending text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_key_check CHECK (((tenant_id IS NULL) = (kind = 'admin'::text))),
  constraint api_key_ending_check CHECK ((length(ending) = 4)),
  constraint api_key_hash_check CHECK ((octet_length(hash) = 32)),
  constraint api_key_hash_key UNIQUE (hash),
  constraint api_key_kind_check CHECK ((kind = ANY (ARRAY['client'::text, 'live'::text, 'test'::text, 'admin'::text]))),
  constraint api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_scope_check CHECK ((scope = ANY (ARRAY['full'::text, 'read'::text]))),
  constraint api_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id)
);
CREATE INDEX api_key_of_tenant ON public.api_key USING btree (tenant_id, id);

create table data_key (
  tenant_id uuid not null,
  wrapped bytea not null,
  master_key_id bigint not null,
  created_at timestamp with time zone not null,
  rotated_at timestamp with time zone,
  constraint data_key_master_key_id_fkey FOREIGN KEY (master_key_id) REFERENCES master_key(id),
  constraint data_key_pkey PRIMARY KEY (tenant_id),
  constraint data_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id)
);
CREATE INDEX data_key_of_master_key ON public.data_key USING btree (master_key_id, tenant_id);

create table job (
  id uuid not null,
  tenant_id uuid not null,
  kind text not null,
  subject uuid not null,
  payload text not null,
  lane text,
  clock uuid,
  state text default 'ready'::text not null,
  due_at timestamp with time zone not null,
  attempt integer default 0 not null,
  node uuid,
  shifted_us bigint default 0 not null,
  error text,
  enqueued_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint job_check CHECK (((node IS NULL) OR (state = 'ready'::text))),
  constraint job_check1 CHECK (((finished_at IS NULL) = (state = ANY (ARRAY['ready'::text, 'parked'::text])))),
  constraint job_pkey PRIMARY KEY (id),
  constraint job_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'parked'::text, 'discarded'::text, 'cancelled'::text])))
) with (fillfactor=50, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX job_clock ON public.job USING btree (clock) WHERE ((clock IS NOT NULL) AND (state = ANY (ARRAY['ready'::text, 'parked'::text])));
CREATE INDEX job_due ON public.job USING btree (kind, due_at) WHERE ((lane IS NULL) AND (state = 'ready'::text));
CREATE INDEX job_ended ON public.job USING btree (finished_at, id) WHERE (finished_at IS NOT NULL);
CREATE INDEX job_lane_due ON public.job USING btree (kind, due_at) WHERE ((lane IS NOT NULL) AND (state = 'ready'::text));
CREATE INDEX job_lane_parked ON public.job USING btree (tenant_id, lane, due_at, id) WHERE ((lane IS NOT NULL) AND (state = 'parked'::text));
CREATE INDEX job_lane_ready ON public.job USING btree (tenant_id, lane, due_at, id) WHERE ((lane IS NOT NULL) AND (state = 'ready'::text));

create table job_lane (
  tenant_id uuid not null,
  lane text not null,
  node uuid not null,
  constraint job_lane_pkey PRIMARY KEY (tenant_id, lane)
);

create table master_key (
  id bigint not null,
  current boolean not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint master_key_check CHECK (((retired_at IS NULL) OR (NOT current))),
  constraint master_key_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX master_key_one_is_current ON public.master_key USING btree (current) WHERE current;

create table node (
  id uuid not null,
  name text not null,
  started_at timestamp with time zone not null,
  beat bigint default 0 not null,
  beaten_at timestamp with time zone not null,
  constraint node_pkey PRIMARY KEY (id)
);

create table tenant (
  id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint tenant_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint tenant_name_key UNIQUE (name),
  constraint tenant_pkey PRIMARY KEY (id)
);
