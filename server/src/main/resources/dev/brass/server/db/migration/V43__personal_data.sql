-- Who ordered what, and where it goes, could be read by anyone who could read the tables or a backup of them. Now each row keeps it in
-- one sealed value (see ARCHITECTURE.md, Secrets), and is found by keyed hashes of single words. A migration has no keys: the columns in
-- clear stay for the rows that are there, which the job `seal-rows` seals in pages; they are null in every row that is written from now on.

alter table orders
  alter column state_data drop not null,
  add column sealed_state bytea,
  -- What the store charged for it, in minor units, once it is placed: it is summed up.
  add column total        bigint,
  add column currency     text;

alter table order_request
  alter column spec drop not null,
  alter column echo drop not null,
  add column sealed bytea,
  -- Keyed hashes of the words it is found by: names, e-mail addresses, postal codes. Null in rows that are not sealed yet.
  add column words  bigint[];

alter table order_event
  alter column data drop not null,
  add column sealed bytea;

alter table order_attempt
  add column sealed_sent     bytea,
  add column sealed_received bytea;

alter table kept_reply
  alter column body drop not null,
  add column sealed_body bytea;

alter table webhook_message
  alter column body drop not null,
  add column sealed_body bytea;

-- The reply of a receiver may repeat what it was sent.
alter table webhook_delivery
  add column sealed bytea;

alter table stray_purchase
  alter column placement drop not null,
  alter column why drop not null,
  add column sealed bytea;

alter table case_message
  alter column text drop not null,
  add column sealed_text bytea;

-- The rows that were there are not looked at: they are sealed later, and no other one may be in clear.
alter table orders
  add constraint orders_are_sealed check (state_data is null or state_data::text = '{}') not valid;
alter table order_request
  add constraint order_request_is_sealed check (sealed is not null and spec is null and echo is null) not valid;
alter table order_event
  add constraint order_event_is_sealed check (sealed is not null and data is null) not valid;
alter table kept_reply
  add constraint kept_reply_is_sealed check (sealed_body is not null and body is null) not valid;
alter table webhook_message
  add constraint webhook_message_is_sealed check (sealed_body is not null and body is null) not valid;
alter table webhook_delivery
  add constraint webhook_delivery_is_sealed check (reply is null and headers is null) not valid;
alter table case_message
  add constraint case_message_is_sealed check (sealed_text is not null and text is null) not valid;

-- What is left to be sealed. These get empty, and cost nothing then.
create index orders_in_clear on orders (tenant_id, id) where state_data is not null and state_data::text <> '{}';
create index order_request_in_clear on order_request (tenant_id, order_id) where spec is not null;
create index order_event_in_clear on order_event (tenant_id, order_id) where data is not null;
create index order_attempt_sent_in_clear on order_attempt (tenant_id, order_id) where sent is not null;
create index order_attempt_received_in_clear on order_attempt (tenant_id, order_id) where received is not null;
create index kept_reply_in_clear on kept_reply (tenant_id) where body is not null;
create index webhook_message_in_clear on webhook_message (tenant_id, id) where body is not null;
create index webhook_delivery_in_clear on webhook_delivery (tenant_id, message_id) where reply is not null or headers is not null;
create index stray_purchase_in_clear on stray_purchase (tenant_id) where placement is not null;
create index case_message_in_clear on case_message (tenant_id, order_id) where text is not null;

create index order_request_words on order_request using gin (words);

-- The key of a tenant's hashes of words: 32 random bytes, sealed. It stays when data keys are rotated, since all hashes are made with it.
create table search_key (
  tenant_id  uuid        not null primary key references tenant (id),
  sealed     bytea       not null,
  created_at timestamptz not null
);
