-- Generated from the migrations by ./brass docs; do not edit.

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

create table node (
  id uuid not null,
  name text not null,
  started_at timestamp with time zone not null,
  beat bigint default 0 not null,
  beaten_at timestamp with time zone not null,
  constraint node_pkey PRIMARY KEY (id)
);

create table webhook_delivery (
  tenant_id uuid not null,
  message_id uuid not null,
  number integer not null,
  started_at timestamp with time zone not null,
  duration_ms integer not null,
  target text,
  status integer,
  outcome text not null,
  reply text,
  note text,
  constraint webhook_delivery_outcome_check CHECK ((outcome = ANY (ARRAY['DELIVERED'::text, 'FAILED'::text, 'GIVEN_UP'::text]))),
  constraint webhook_delivery_pkey PRIMARY KEY (tenant_id, message_id, number)
);

create table webhook_endpoint (
  tenant_id uuid not null,
  mode text not null,
  sealed_url bytea,
  sealed_secret bytea not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint webhook_endpoint_mode_check CHECK ((mode = ANY (ARRAY['LIVE'::text, 'TEST'::text]))),
  constraint webhook_endpoint_pkey PRIMARY KEY (tenant_id, mode)
);

create table webhook_message (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  mode text not null,
  event text not null,
  target text,
  sealed_target bytea,
  body bytea not null,
  clock uuid,
  created_at timestamp with time zone not null,
  constraint webhook_message_mode_check CHECK ((mode = ANY (ARRAY['LIVE'::text, 'TEST'::text]))),
  constraint webhook_message_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_message_order ON public.webhook_message USING btree (tenant_id, order_id, id);
