-- Orders that a card pays for: written down before the money is held, so that whatever happens there is no charge without an
-- order, and no order without its charge.

create table card_payment (
  tenant_id       uuid        not null,
  -- Random: whoever knows it may look at the payment, and pay.
  id              uuid        not null unique,
  mode            text        not null check (mode in ('live', 'test')),
  -- How it is to be paid, as the client asked for it.
  terms           jsonb       not null,
  -- The client's word for the order; null when it gave none, and free again when there will be no order.
  idempotency_key text        check (length(idempotency_key) between 1 and 255),
  -- The hash of the request, to know it when it comes again.
  request_hash    bytea       not null check (octet_length(request_hash) = 32),
  -- The request, sealed: it has an address.
  request         bytea       not null,
  -- The processor's name of the account that charges; null for the operator's own.
  account         text,
  -- The most that it can cost, and what for.
  quote           jsonb       not null,
  -- By the state's name; see CardPaymentState for what each means and what follows.
  state           jsonb       not null,
  -- The order, once there is one.
  order_id        uuid,
  version         int         not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  -- Until when a buyer can pay.
  expires_at      timestamptz not null,
  primary key (tenant_id, id)
);

create unique index card_payment_key on card_payment (tenant_id, mode, idempotency_key)
  where idempotency_key is not null;

create unique index card_payment_order on card_payment (tenant_id, order_id)
  where order_id is not null;

-- A tenant as Stripe knows it.
create table stripe_profile (
  tenant_id         uuid not null primary key,
  -- Who has the tenant's own cards.
  customer          text check (length(customer) between 1 and 255),
  -- What the tenant sells on with.
  connected_account text check (length(connected_account) between 1 and 255)
);
