-- Generated from the migrations by ./brass docs; do not edit.

create table agent_payment (
  tenant_id uuid not null,
  id uuid not null,
  purpose text not null,
  challenge text not null,
  proof text,
  credential_hash bytea not null,
  request_hash bytea not null,
  idempotency_key text,
  rail text not null,
  amount bigint not null,
  currency text not null,
  state jsonb not null,
  private bytea not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  returned bigint default 0 not null,
  given_up_at timestamp with time zone,
  given_up_why text,
  settled_at timestamp with time zone,
  settled_by text,
  settlement_note text,
  constraint agent_payment_amount_check CHECK ((amount > 0)),
  constraint agent_payment_challenge_check CHECK (((length(challenge) >= 1) AND (length(challenge) <= 200))),
  constraint agent_payment_challenge_key UNIQUE (challenge),
  constraint agent_payment_credential_hash_check CHECK ((octet_length(credential_hash) = 32)),
  constraint agent_payment_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 255))),
  constraint agent_payment_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_payment_proof_check CHECK (((length(proof) >= 1) AND (length(proof) <= 300))),
  constraint agent_payment_proof_key UNIQUE (proof),
  constraint agent_payment_purpose_check CHECK ((purpose = ANY (ARRAY['order'::text, 'data'::text]))),
  constraint agent_payment_request_hash_check CHECK ((octet_length(request_hash) = 32)),
  constraint agent_payment_returned_check CHECK (((returned >= 0) AND (returned <= amount)))
);
CREATE UNIQUE INDEX agent_payment_key ON public.agent_payment USING btree (idempotency_key, request_hash) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX agent_payment_unsettled ON public.agent_payment USING btree (given_up_at, id) WHERE ((given_up_at IS NOT NULL) AND (settled_at IS NULL));

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
  constraint api_key_kind_check CHECK ((kind = ANY (ARRAY['client'::text, 'live'::text, 'test'::text, 'admin'::text, 'owner'::text]))),
  constraint api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_scope_check CHECK ((scope = ANY (ARRAY['full'::text, 'read'::text, 'order'::text]))),
  constraint api_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id)
);
CREATE INDEX api_key_of_tenant ON public.api_key USING btree (tenant_id, id);

create table bulk_batch (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  state text not null,
  filename text,
  row_count integer not null,
  placed_count integer not null,
  failed_count integer not null,
  headings json not null,
  notify_on_complete boolean not null,
  notified_at timestamp with time zone,
  paused_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  former boolean default false not null,
  source json,
  constraint bulk_batch_check CHECK (((placed_count + failed_count) <= row_count)),
  constraint bulk_batch_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint bulk_batch_pkey PRIMARY KEY (tenant_id, id),
  constraint bulk_batch_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'processing'::text, 'completed'::text, 'failed'::text])))
);
CREATE INDEX bulk_batch_former ON public.bulk_batch USING btree (tenant_id) WHERE former;
CREATE INDEX bulk_batch_newest ON public.bulk_batch USING btree (tenant_id, mode, created_at, id);

create table bulk_row (
  tenant_id uuid not null,
  batch_id uuid not null,
  "position" integer not null,
  number integer not null,
  status text not null,
  order_id uuid,
  error text,
  recipient text not null,
  product_urls json not null,
  passthrough json not null,
  notes json not null,
  row_key text,
  request text,
  error_type text,
  retry_of uuid,
  known_order uuid,
  meaning text,
  constraint bulk_row_pkey PRIMARY KEY (tenant_id, batch_id, "position"),
  constraint bulk_row_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'placed'::text, 'failed'::text])))
);
CREATE INDEX bulk_row_meaning ON public.bulk_row USING btree (tenant_id, meaning) WHERE (meaning IS NOT NULL);
CREATE INDEX bulk_row_pending ON public.bulk_row USING btree (tenant_id, batch_id, "position") WHERE (status = 'pending'::text);

create table bulk_sheet (
  tenant_id uuid not null,
  batch_id uuid not null,
  sections text not null,
  constraint bulk_sheet_pkey PRIMARY KEY (tenant_id, batch_id)
);

create table bundle_queue (
  tenant_id uuid not null,
  order_id uuid not null,
  queue text not null,
  value bigint,
  submitted_at timestamp with time zone not null,
  constraint bundle_queue_pkey PRIMARY KEY (tenant_id, order_id)
);
CREATE INDEX bundle_queue_oldest ON public.bundle_queue USING btree (tenant_id, queue, submitted_at, order_id);

create table card_payment (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  terms jsonb not null,
  idempotency_key text,
  request_hash bytea not null,
  request bytea not null,
  account text,
  quote jsonb not null,
  state jsonb not null,
  order_id uuid,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  captured bigint default 0 not null,
  refunded bigint default 0 not null,
  given_up_at timestamp with time zone,
  given_up_why text,
  settled_at timestamp with time zone,
  settled_by text,
  settlement_note text,
  constraint card_payment_id_key UNIQUE (id),
  constraint card_payment_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 255))),
  constraint card_payment_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint card_payment_pkey PRIMARY KEY (tenant_id, id),
  constraint card_payment_refunded_check CHECK (((refunded >= 0) AND (refunded <= captured))),
  constraint card_payment_request_hash_check CHECK ((octet_length(request_hash) = 32))
);
CREATE UNIQUE INDEX card_payment_key ON public.card_payment USING btree (tenant_id, mode, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE UNIQUE INDEX card_payment_order ON public.card_payment USING btree (tenant_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX card_payment_unsettled ON public.card_payment USING btree (given_up_at, id) WHERE ((given_up_at IS NOT NULL) AND (settled_at IS NULL));

create table case_message (
  tenant_id uuid not null,
  order_id uuid not null,
  number integer not null,
  type text not null,
  author text not null,
  text text not null,
  refund bigint,
  currency text,
  idempotency_key text,
  created_at timestamp with time zone not null,
  constraint case_message_author_check CHECK ((author = ANY (ARRAY['client'::text, 'operator'::text]))),
  constraint case_message_check CHECK (((refund IS NULL) = (currency IS NULL))),
  constraint case_message_number_check CHECK (((number >= 1) AND (number <= 1000))),
  constraint case_message_pkey PRIMARY KEY (tenant_id, order_id, number),
  constraint case_message_refund_check CHECK ((refund > 0))
);
CREATE UNIQUE INDEX case_message_key ON public.case_message USING btree (tenant_id, order_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

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

create table device_code (
  hash bytea not null,
  user_code text not null,
  name text not null,
  source text not null,
  sandbox_id uuid,
  status text not null,
  tenant_id uuid,
  orders_moved integer,
  keys_moved integer,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  polled_at timestamp with time zone,
  constraint device_code_check CHECK (((tenant_id IS NOT NULL) = (status = ANY (ARRAY['approved'::text, 'redeemed'::text])))),
  constraint device_code_hash_check CHECK ((octet_length(hash) = 32)),
  constraint device_code_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint device_code_pkey PRIMARY KEY (hash),
  constraint device_code_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'redeemed'::text]))),
  constraint device_code_user_code_check CHECK ((length(user_code) = 8)),
  constraint device_code_user_code_key UNIQUE (user_code)
);
CREATE INDEX device_code_expires ON public.device_code USING btree (expires_at);

create table errand (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  kind text not null,
  store text not null,
  clock uuid,
  order_id uuid,
  wish json not null,
  state json not null,
  version integer not null,
  idempotency_key text,
  echo text not null,
  private bytea,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint errand_kind_check CHECK ((kind = ANY (ARRAY['cancel'::text, 'return'::text, 'track'::text]))),
  constraint errand_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint errand_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX errand_key ON public.errand USING btree (tenant_id, mode, kind, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX errand_of_kind ON public.errand USING btree (tenant_id, mode, kind, id);
CREATE INDEX errand_of_order ON public.errand USING btree (tenant_id, order_id, id) WHERE (order_id IS NOT NULL);

create table history_mark (
  id uuid not null,
  tick bigint not null,
  written_at timestamp with time zone not null,
  constraint history_mark_pkey PRIMARY KEY (id)
);

create table idempotency_key (
  tenant_id uuid not null,
  scope text not null,
  key text not null,
  body_hash bytea not null,
  order_id uuid not null,
  created_at timestamp with time zone not null,
  constraint idempotency_key_pkey PRIMARY KEY (tenant_id, scope, key)
);

create table installation (
  one boolean default true not null,
  attempt_key bytea not null,
  constraint installation_attempt_key_check CHECK ((octet_length(attempt_key) = 32)),
  constraint installation_one_check CHECK (one),
  constraint installation_pkey PRIMARY KEY (one)
);

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
  store text default ''::text not null,
  class smallint default 0 not null,
  share uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  constraint job_check CHECK (((node IS NULL) OR (state = 'ready'::text))),
  constraint job_check1 CHECK (((finished_at IS NULL) = (state = ANY (ARRAY['ready'::text, 'parked'::text])))),
  constraint job_class_check CHECK (((class >= 0) AND (class <= 3))),
  constraint job_pkey PRIMARY KEY (id),
  constraint job_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'parked'::text, 'discarded'::text, 'cancelled'::text])))
) with (fillfactor=50, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX job_clock ON public.job USING btree (clock) WHERE ((clock IS NOT NULL) AND (state = ANY (ARRAY['ready'::text, 'parked'::text])));
CREATE INDEX job_due ON public.job USING btree (kind, due_at) WHERE ((lane IS NULL) AND (state = 'ready'::text) AND (kind <> ''::text));
CREATE INDEX job_ended ON public.job USING btree (finished_at, id) WHERE (finished_at IS NOT NULL);
CREATE INDEX job_lane_due ON public.job USING btree (kind, due_at) WHERE ((lane IS NOT NULL) AND (state = 'ready'::text) AND (kind <> ''::text));
CREATE INDEX job_lane_parked ON public.job USING btree (tenant_id, lane, due_at, id) WHERE ((lane IS NOT NULL) AND (state = 'parked'::text));
CREATE INDEX job_lane_ready ON public.job USING btree (tenant_id, lane, due_at, id) WHERE ((lane IS NOT NULL) AND (state = 'ready'::text));
CREATE INDEX job_lane_turn ON public.job USING btree (kind, store, class, share, due_at) WHERE ((lane IS NOT NULL) AND (state = 'ready'::text));
CREATE INDEX job_turn ON public.job USING btree (kind, store, class, share, due_at) WHERE ((lane IS NULL) AND (state = 'ready'::text));

create table job_lane (
  tenant_id uuid not null,
  lane text not null,
  node uuid not null,
  constraint job_lane_pkey PRIMARY KEY (tenant_id, lane)
);

create table kept_reply (
  tenant_id uuid not null,
  scope text not null,
  key text not null,
  body text not null,
  created_at timestamp with time zone not null,
  constraint kept_reply_pkey PRIMARY KEY (tenant_id, scope, key)
);

create table local_charge (
  challenge text not null,
  amount bigint not null,
  state text not null,
  refunded bigint not null,
  constraint local_charge_check CHECK (((refunded >= 0) AND (refunded <= amount))),
  constraint local_charge_pkey PRIMARY KEY (challenge),
  constraint local_charge_state_check CHECK ((state = ANY (ARRAY['paid'::text, 'void'::text])))
);

create table local_refund (
  key text not null,
  challenge text not null,
  amount bigint not null,
  constraint local_refund_amount_check CHECK ((amount > 0)),
  constraint local_refund_challenge_fkey FOREIGN KEY (challenge) REFERENCES local_charge(challenge),
  constraint local_refund_pkey PRIMARY KEY (key)
);

create table mail (
  tenant_id uuid not null,
  id uuid not null,
  about uuid not null,
  topic text not null,
  recipient text not null,
  state text not null,
  subject text not null,
  body_text text,
  body_html text,
  unsubscribe text not null,
  tries integer default 0 not null,
  error text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint mail_pkey PRIMARY KEY (tenant_id, id),
  constraint mail_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'held'::text, 'sent'::text, 'suppressed'::text, 'given_up'::text])))
);
CREATE INDEX mail_about ON public.mail USING btree (tenant_id, about);
CREATE INDEX mail_with_body ON public.mail USING btree (id) WHERE (body_text IS NOT NULL);

create table mail_refusal (
  tenant_id uuid not null,
  address text not null,
  created_at timestamp with time zone not null,
  constraint mail_refusal_pkey PRIMARY KEY (tenant_id, address)
);

create table managed_account (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  short_id text not null,
  email text not null,
  store text,
  sealed bytea not null,
  is_paused boolean not null,
  pause_reason text,
  cooldown_minutes integer,
  last_used_at timestamp with time zone,
  locked_by uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint managed_account_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint managed_account_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX managed_account_short_id ON public.managed_account USING btree (tenant_id, short_id);
CREATE INDEX managed_account_store ON public.managed_account USING btree (tenant_id, mode, store);

create table master_key (
  id bigint not null,
  current boolean not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint master_key_check CHECK (((retired_at IS NULL) OR (NOT current))),
  constraint master_key_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX master_key_one_is_current ON public.master_key USING btree (current) WHERE current;

create table merchant_order (
  tenant_id uuid not null,
  store text not null,
  id text not null,
  order_id uuid not null,
  constraint merchant_order_pkey PRIMARY KEY (tenant_id, store, id, order_id)
);

create table node (
  id uuid not null,
  name text not null,
  started_at timestamp with time zone not null,
  beat bigint default 0 not null,
  beaten_at timestamp with time zone not null,
  session text default ''::text not null,
  dead_at timestamp with time zone,
  constraint node_pkey PRIMARY KEY (id)
);

create table node_settings (
  session text not null,
  name text not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  salt text not null,
  settings jsonb not null,
  constraint node_settings_pkey PRIMARY KEY (session)
) with (fillfactor=50);

create table operation (
  tenant_id uuid not null,
  batch_id uuid not null,
  "position" integer not null,
  id uuid not null,
  status text not null,
  repetition text not null,
  reference text,
  depends_on text,
  method text not null,
  path text not null,
  query_params text,
  body text,
  call bytea,
  response_status integer,
  response_body text,
  failure_code text,
  failure_message text,
  updated_at timestamp with time zone not null,
  tries smallint default 0 not null,
  retry_at timestamp with time zone,
  constraint operation_pkey PRIMARY KEY (tenant_id, batch_id, "position"),
  constraint operation_repetition_check CHECK ((repetition = ANY (ARRAY['safe'::text, 'keyed'::text, 'never'::text]))),
  constraint operation_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'in_progress'::text, 'completed'::text, 'failed'::text, 'timed_out'::text])))
) with (toast_tuple_target=8160);
CREATE UNIQUE INDEX operation_id ON public.operation USING btree (tenant_id, id);
CREATE UNIQUE INDEX operation_reference ON public.operation USING btree (tenant_id, batch_id, reference) WHERE (reference IS NOT NULL);

create table operation_batch (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  key_id uuid not null,
  state text not null,
  parallel boolean not null,
  stop_on_error boolean not null,
  operation_count integer not null,
  completed_count integer not null,
  failed_count integer not null,
  timed_out_count integer not null,
  unsuccessful_count integer not null,
  floor integer not null,
  run uuid,
  interrupted boolean not null,
  stopped_by integer,
  cancelled_at timestamp with time zone,
  idempotency_key text,
  fingerprint bytea,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  key_root uuid,
  constraint operation_batch_check CHECK ((((completed_count + failed_count) + timed_out_count) <= operation_count)),
  constraint operation_batch_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint operation_batch_pkey PRIMARY KEY (tenant_id, id),
  constraint operation_batch_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'in_progress'::text, 'completed'::text])))
);
CREATE INDEX operation_batch_finished ON public.operation_batch USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE UNIQUE INDEX operation_batch_key ON public.operation_batch USING btree (tenant_id, mode, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX operation_batch_newest ON public.operation_batch USING btree (tenant_id, mode, created_at, id);
CREATE INDEX operation_batch_receiving ON public.operation_batch USING btree (updated_at) WHERE (state = 'receiving'::text);

create table order_account (
  tenant_id uuid not null,
  order_id uuid not null,
  account_id uuid not null,
  short_id text not null,
  sealed bytea,
  waiting boolean not null,
  constraint order_account_pkey PRIMARY KEY (tenant_id, order_id)
);
CREATE INDEX order_account_sealed ON public.order_account USING btree (tenant_id, account_id) WHERE (sealed IS NOT NULL);
CREATE INDEX order_account_waiting ON public.order_account USING btree (tenant_id, account_id) WHERE waiting;

create table order_attempt (
  tenant_id uuid not null,
  order_id uuid not null,
  number integer not null,
  id uuid not null,
  status text not null,
  handle bytea,
  sent json,
  received json,
  not_after timestamp with time zone,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint order_attempt_pkey PRIMARY KEY (tenant_id, order_id, number)
) with (fillfactor=60);

create table order_card (
  tenant_id uuid not null,
  order_id uuid not null,
  card bytea not null,
  constraint order_card_pkey PRIMARY KEY (tenant_id, order_id)
);

create table order_event (
  tenant_id uuid not null,
  order_id uuid not null,
  sequence integer not null,
  type text not null,
  at timestamp with time zone not null,
  data json not null,
  constraint order_event_pkey PRIMARY KEY (tenant_id, order_id, sequence)
);

create table order_guard (
  tenant_id uuid not null,
  mode text not null,
  fingerprint bytea not null,
  order_id uuid not null,
  keyed boolean not null,
  submitted_at timestamp with time zone not null,
  guarded_until timestamp with time zone not null,
  stored_at timestamp with time zone not null,
  constraint order_guard_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
  constraint order_guard_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint order_guard_pkey PRIMARY KEY (tenant_id, mode, fingerprint)
) with (autovacuum_vacuum_scale_factor=0.02);
CREATE INDEX order_guard_stored ON public.order_guard USING btree (stored_at);

create table order_item (
  tenant_id uuid not null,
  order_id uuid not null,
  "position" integer not null,
  id uuid not null,
  status text not null,
  error_type text,
  cancellation_reason text,
  updated_at timestamp with time zone not null,
  constraint order_item_pkey PRIMARY KEY (tenant_id, order_id, "position")
) with (fillfactor=50);

create table order_request (
  tenant_id uuid not null,
  order_id uuid not null,
  spec text not null,
  echo text not null,
  private bytea,
  attempt_root uuid,
  constraint order_request_pkey PRIMARY KEY (tenant_id, order_id)
) with (toast_tuple_target=8160);

create table order_verified (
  tenant_id uuid not null,
  order_id uuid not null,
  verified_at timestamp with time zone not null,
  verified_by text not null,
  constraint order_verified_pkey PRIMARY KEY (tenant_id, order_id)
);

create table orders (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  door text not null,
  store text not null,
  clock uuid,
  state text not null,
  state_data json not null,
  version integer not null,
  attempts integer default 0 not null,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  notices integer default 1 not null,
  constraint orders_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint orders_pkey PRIMARY KEY (tenant_id, id)
) with (fillfactor=50);
CREATE INDEX orders_newest ON public.orders USING btree (tenant_id, mode, created_at DESC, id DESC);

create table payment_secret (
  tenant_id uuid not null,
  id uuid not null,
  secret bytea not null,
  created_at timestamp with time zone not null,
  constraint payment_secret_pkey PRIMARY KEY (tenant_id, id)
);

create table product_answer (
  tenant_id uuid not null,
  store text not null,
  kind text not null,
  subject text not null,
  page integer not null,
  outcome text not null,
  body text not null,
  fetched_at timestamp with time zone not null,
  stored_at timestamp with time zone not null,
  constraint product_answer_kind_check CHECK ((kind = ANY (ARRAY['details'::text, 'offers'::text, 'search'::text]))),
  constraint product_answer_outcome_check CHECK ((outcome = ANY (ARRAY['KNOWN'::text, 'REFUSED'::text]))),
  constraint product_answer_pkey PRIMARY KEY (tenant_id, store, kind, subject, page)
);
CREATE INDEX product_answer_stored ON public.product_answer USING btree (stored_at);

create table product_question (
  tenant_id uuid not null,
  id uuid not null,
  store text not null,
  sandbox boolean not null,
  kind text not null,
  subject text not null,
  page integer not null,
  freshness text not null,
  not_before timestamp with time zone not null,
  asked_at timestamp with time zone not null,
  outcome text,
  body text,
  fetched_at timestamp with time zone,
  constraint product_question_check CHECK (((body IS NULL) = (outcome IS NULL))),
  constraint product_question_kind_check CHECK ((kind = ANY (ARRAY['details'::text, 'offers'::text, 'search'::text]))),
  constraint product_question_outcome_check CHECK ((outcome = ANY (ARRAY['KNOWN'::text, 'REFUSED'::text, 'FAILED'::text]))),
  constraint product_question_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX product_question_age ON public.product_question USING btree (asked_at);
CREATE UNIQUE INDEX product_question_asked ON public.product_question USING btree (tenant_id, store, sandbox, kind, subject, page, freshness);

create table proxy (
  tenant_id uuid not null,
  mode text not null,
  store text not null,
  email text not null,
  sealed_url bytea not null,
  changed_at timestamp with time zone not null,
  constraint proxy_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint proxy_pkey PRIMARY KEY (tenant_id, mode, store, email)
);

create table recovery (
  id uuid not null,
  since timestamp with time zone not null,
  reason text not null,
  ended_at timestamp with time zone,
  ended_by text,
  note text,
  recognizable boolean default true not null,
  constraint recovery_pkey PRIMARY KEY (id)
);

create table recovery_release (
  recovery_id uuid not null,
  store text not null,
  released_at timestamp with time zone not null,
  released_by text not null,
  note text,
  constraint recovery_release_pkey PRIMARY KEY (recovery_id, store)
);

create table sandbox (
  tenant_id uuid not null,
  key_id uuid not null,
  claim_hash bytea not null,
  created_at timestamp with time zone not null,
  claimed_by uuid,
  claimed_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint sandbox_check CHECK (((claimed_by IS NULL) = (claimed_at IS NULL))),
  constraint sandbox_check1 CHECK (((claimed_at IS NULL) OR (ended_at IS NULL))),
  constraint sandbox_claim_hash_check CHECK ((octet_length(claim_hash) = 32)),
  constraint sandbox_claim_hash_key UNIQUE (claim_hash),
  constraint sandbox_key_id_key UNIQUE (key_id),
  constraint sandbox_pkey PRIMARY KEY (tenant_id)
);
CREATE INDEX sandbox_claimed ON public.sandbox USING btree (claimed_at) WHERE (claimed_at IS NOT NULL);
CREATE INDEX sandbox_unclaimed ON public.sandbox USING btree (created_at) WHERE (claimed_at IS NULL);

create table sandbox_clock (
  tenant_id uuid not null,
  ahead_ms bigint not null,
  constraint sandbox_clock_pkey PRIMARY KEY (tenant_id)
);

create table shared_order (
  order_id uuid not null,
  tenant_id uuid not null,
  constraint shared_order_pkey PRIMARY KEY (order_id)
);

create table shipment (
  tenant_id uuid not null,
  order_id uuid not null,
  merchant_order_id text not null,
  parcel text not null,
  id uuid not null,
  status text not null,
  data json not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint shipment_pkey PRIMARY KEY (tenant_id, order_id, merchant_order_id, parcel)
);
CREATE INDEX shipment_delivered ON public.shipment USING btree (updated_at) WHERE (status = 'delivered'::text);

create table store_pace (
  store text not null,
  next_at timestamp with time zone not null,
  constraint store_pace_pkey PRIMARY KEY (store)
) with (fillfactor=50);

create table store_record (
  store text not null,
  sandbox boolean not null,
  last_placed_on date not null,
  days_in_a_row integer not null,
  constraint store_record_pkey PRIMARY KEY (store, sandbox)
);

create table store_slot (
  store text not null,
  number integer not null,
  node uuid,
  job uuid,
  constraint store_slot_check CHECK (((node IS NULL) = (job IS NULL))),
  constraint store_slot_number_check CHECK ((number > 0)),
  constraint store_slot_pkey PRIMARY KEY (store, number)
) with (fillfactor=10, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_cost_delay=0);

create table store_trouble (
  store text not null,
  since timestamp with time zone not null,
  why text not null,
  probes integer default 0 not null,
  next_probe_at timestamp with time zone not null,
  constraint store_trouble_pkey PRIMARY KEY (store)
) with (fillfactor=50);

create table stray_purchase (
  tenant_id uuid not null,
  order_id uuid not null,
  attempt_id uuid not null,
  number integer not null,
  store text not null,
  placement json not null,
  why text not null,
  found_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by text,
  settlement text,
  note text,
  constraint stray_purchase_check CHECK (((settled_at IS NULL) = (settlement IS NULL))),
  constraint stray_purchase_pkey PRIMARY KEY (tenant_id, order_id, attempt_id),
  constraint stray_purchase_settlement_check CHECK ((settlement = ANY (ARRAY['cancelled'::text, 'kept'::text])))
);
CREATE INDEX stray_purchase_open ON public.stray_purchase USING btree (found_at, attempt_id) WHERE (settled_at IS NULL);

create table stripe_profile (
  tenant_id uuid not null,
  customer text,
  connected_account text,
  constraint stripe_profile_connected_account_check CHECK (((length(connected_account) >= 1) AND (length(connected_account) <= 255))),
  constraint stripe_profile_customer_check CHECK (((length(customer) >= 1) AND (length(customer) <= 255))),
  constraint stripe_profile_pkey PRIMARY KEY (tenant_id)
);

create table tenant (
  id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  email text,
  kind text default 'account'::text not null,
  constraint tenant_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'agent'::text, 'sandbox'::text]))),
  constraint tenant_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint tenant_name_key UNIQUE (name),
  constraint tenant_pkey PRIMARY KEY (id)
);

create table usage_call (
  tenant_id uuid not null,
  mode text not null,
  id uuid not null,
  endpoint text not null,
  called_at timestamp with time zone not null,
  query text,
  result_count integer,
  retailer text,
  product_id text,
  constraint usage_call_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint usage_call_pkey PRIMARY KEY (tenant_id, mode, id)
);

create table usage_day (
  tenant_id uuid not null,
  mode text not null,
  endpoint text not null,
  day date not null,
  calls bigint not null,
  constraint usage_day_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint usage_day_pkey PRIMARY KEY (tenant_id, mode, endpoint, day)
);

create table wallet_balance (
  tenant_id uuid not null,
  mode text not null,
  account text not null,
  currency text not null,
  posted bigint default 0 not null,
  pending bigint default 0 not null,
  may_owe boolean default false not null,
  constraint wallet_balance_check CHECK (((account <> 'client'::text) OR may_owe OR ((posted + pending) >= 0))),
  constraint wallet_balance_pkey PRIMARY KEY (tenant_id, mode, account, currency)
) with (fillfactor=50);

create table wallet_purchase (
  tenant_id uuid not null,
  order_id uuid not null,
  mode text not null,
  currency text not null,
  paid bigint not null,
  refunded bigint default 0 not null,
  unlinked bigint default 0 not null,
  constraint wallet_purchase_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint wallet_purchase_paid_check CHECK ((paid > 0)),
  constraint wallet_purchase_pkey PRIMARY KEY (tenant_id, order_id),
  constraint wallet_purchase_refunded_check CHECK (((refunded >= 0) AND (refunded <= paid))),
  constraint wallet_purchase_unlinked_check CHECK (((unlinked >= 0) AND (unlinked <= refunded)))
) with (fillfactor=90);

create table wallet_transfer (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  debit text not null,
  credit text not null,
  amount bigint not null,
  currency text not null,
  kind text not null,
  order_id uuid,
  pending_id uuid,
  idempotency_key text,
  note text not null,
  created_at timestamp with time zone not null,
  constraint wallet_transfer_amount_check CHECK ((amount > 0)),
  constraint wallet_transfer_check CHECK ((credit <> debit)),
  constraint wallet_transfer_check1 CHECK (((pending_id IS NOT NULL) = (kind = ANY (ARRAY['capture'::text, 'release'::text])))),
  constraint wallet_transfer_kind_check CHECK ((kind = ANY (ARRAY['top_up'::text, 'hold'::text, 'capture'::text, 'release'::text, 'purchase'::text, 'refund'::text, 'withdrawal'::text, 'charge'::text]))),
  constraint wallet_transfer_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint wallet_transfer_order_check CHECK (((order_id IS NOT NULL) OR (kind <> ALL (ARRAY['hold'::text, 'capture'::text, 'release'::text, 'purchase'::text, 'refund'::text])))),
  constraint wallet_transfer_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX wallet_transfer_key ON public.wallet_transfer USING btree (tenant_id, mode, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX wallet_transfer_newest ON public.wallet_transfer USING btree (tenant_id, mode, created_at DESC, id DESC);
CREATE INDEX wallet_transfer_order ON public.wallet_transfer USING btree (tenant_id, order_id) WHERE (order_id IS NOT NULL);
CREATE UNIQUE INDEX wallet_transfer_pending ON public.wallet_transfer USING btree (tenant_id, pending_id) WHERE (pending_id IS NOT NULL);
CREATE TRIGGER wallet_refund_is_noted AFTER INSERT ON public.wallet_transfer FOR EACH ROW WHEN ((new.kind = 'refund'::text)) EXECUTE FUNCTION wallet_refund_is_noted();
CREATE TRIGGER wallet_transfer_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.wallet_transfer FOR EACH STATEMENT EXECUTE FUNCTION wallet_transfer_is_kept();

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
  headers text,
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
  sealed_old_secret bytea,
  old_secret_until timestamp with time zone,
  failing_since timestamp with time zone,
  paused_at timestamp with time zone,
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

create table webhook_waiting (
  tenant_id uuid not null,
  mode text not null,
  message_id uuid not null,
  constraint webhook_waiting_mode_check CHECK ((mode = ANY (ARRAY['LIVE'::text, 'TEST'::text]))),
  constraint webhook_waiting_pkey PRIMARY KEY (tenant_id, mode, message_id)
);

CREATE OR REPLACE FUNCTION public.premise_gone()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  raise exception using errcode = 'BR001', message = 'the rows have changed since they were read';
end
$function$;

CREATE OR REPLACE FUNCTION public.wallet_refund_is_noted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update wallet_purchase set refunded = refunded + new.amount
  where tenant_id = new.tenant_id and order_id = new.order_id and mode = new.mode and currency = new.currency;
  if not found then
    raise exception 'order % has cost nothing that could come back', new.order_id;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.wallet_transfer_is_kept()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'wallet_transfer only grows: what was wrong is set right by another transfer';
end
$function$;
