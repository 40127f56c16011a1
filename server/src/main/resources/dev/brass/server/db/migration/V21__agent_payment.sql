-- Payments of those who have no account: written down before the money moves, so that whatever happens there is what was
-- bought or the money back.

-- A key that goes with one paid order: it looks, cancels and returns, and does not buy.
alter table api_key drop constraint api_key_scope_check;
alter table api_key add constraint api_key_scope_check check (scope in ('full', 'read', 'order'));

create table agent_payment (
  -- Whose ledger has the money: a tenant of the order's own, which there is once the money is there, with the payment's
  -- id; or the one tenant of all calls for data.
  tenant_id       uuid        not null,
  id              uuid        not null,
  -- order  buys an order
  -- data   buys one answer
  purpose         text        not null check (purpose in ('order', 'data')),
  -- What it answers, unique in the world: one challenge is paid once.
  challenge       text        not null unique check (length(challenge) between 1 and 200),
  -- What it was paid with, where that can be spent once only.
  proof           text        unique check (length(proof) between 1 and 300),
  -- The hash of the proof as it was sent, to know it when it comes again.
  credential_hash bytea       not null check (octet_length(credential_hash) = 32),
  -- The hash of the request that it pays for.
  request_hash    bytea       not null check (octet_length(request_hash) = 32),
  -- The client's word for this purchase; null when it gave none, and free again when nothing was bought.
  idempotency_key text        check (length(idempotency_key) between 1 and 255),
  rail            text        not null,
  amount          bigint      not null check (amount > 0),
  currency        text        not null,
  -- By the state's name; see PaymentState for what each means, who moves it on and what follows.
  state           jsonb       not null,
  -- The credential, the request and the key that was given for it, sealed.
  private         bytea       not null,
  version         int         not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (tenant_id, id)
);

create unique index agent_payment_key on agent_payment (idempotency_key, request_hash)
  where idempotency_key is not null;

-- What challenges are made with, sealed. The newest that is older than some minutes makes them; all recognise them.
create table payment_secret (
  tenant_id  uuid        not null,
  id         uuid        not null,
  secret     bytea       not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

-- The local rail's own books: play money for tests and demos, kept as a payment provider would, by the payer's challenge.
create table local_charge (
  challenge text   primary key,
  amount    bigint not null,
  -- Void is what was asked for before it was there: it cannot come later.
  state     text   not null check (state in ('paid', 'void')),
  refunded  bigint not null check (refunded between 0 and amount)
);

create table local_refund (
  key       text   primary key,
  challenge text   not null references local_charge (challenge),
  amount    bigint not null check (amount > 0)
);
