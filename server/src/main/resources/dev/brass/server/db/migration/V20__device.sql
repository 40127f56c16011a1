-- Starting without an account: sandboxes that programs open by themselves until a person claims them, and keys that
-- programs ask for and a person approves. Everything here is found by the hash of a text that was shown once.

-- The account holder's own key: it signs in on pages, and opens no API.
alter table api_key drop constraint api_key_kind_check;
alter table api_key add constraint api_key_kind_check
  check (kind in ('client', 'live', 'test', 'admin', 'owner'));

-- A tenant that nobody asked for but a program. One row each, also after it is claimed: its key asks for it.
create table sandbox (
  tenant_id  uuid        primary key,
  -- The key that it was opened with; a claim takes it to another tenant and leaves this.
  key_id     uuid        not null unique,
  claim_hash bytea       not null unique check (octet_length(claim_hash) = 32),
  created_at timestamptz not null,
  -- The tenant that has its orders and its key now.
  claimed_by uuid,
  claimed_at timestamptz,
  -- Nobody claimed it for too long: its key is revoked, and what it has is deleted soon.
  ended_at   timestamptz,
  check ((claimed_by is null) = (claimed_at is null)),
  check (claimed_at is null or ended_at is null)
);

create index sandbox_unclaimed on sandbox (created_at) where claimed_at is null;
create index sandbox_claimed on sandbox (claimed_at) where claimed_at is not null;

-- A program's question for a key. No tenant comes first: whose key it will be is not known before the answer.
create table device_code (
  hash         bytea       primary key check (octet_length(hash) = 32),
  -- Eight letters that a person types, without the hyphen; free again when the row is deleted.
  user_code    text        not null unique check (length(user_code) = 8),
  name         text        not null check (length(name) between 1 and 100),
  -- Which program asks, as far as its User-Agent tells.
  source       text        not null,
  -- The sandbox that goes along, if it is not claimed otherwise before.
  sandbox_id   uuid,
  -- pending  nobody has answered; a person moves it on, or it expires
  -- approved the program's next question gets a key
  -- denied   the program is told
  -- redeemed the key was made and shown
  status       text        not null check (status in ('pending', 'approved', 'denied', 'redeemed')),
  -- Who has approved it.
  tenant_id    uuid,
  -- Whom the approval moved: null without a sandbox.
  orders_moved int,
  keys_moved   int,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  polled_at    timestamptz,
  check ((tenant_id is not null) = (status in ('approved', 'redeemed')))
);

create index device_code_expires on device_code (expires_at);

-- What the map of deliveries looks for.
create index shipment_delivered on shipment (updated_at) where status = 'delivered';
