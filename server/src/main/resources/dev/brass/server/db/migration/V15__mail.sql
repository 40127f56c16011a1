-- Mails: what end customers and account holders are written, who wants no more of them, and the orders whose
-- pages everybody may see who knows their address.
create table mail (
  tenant_id  uuid        not null,
  id         uuid        not null,
  -- The order or the bulk upload.
  about      uuid        not null,
  topic      text        not null,
  recipient  text        not null,
  -- waiting    a job hands it over, again and again for as long as the settings say
  -- held       about test data: written and not sent
  -- sent       an SMTP server has it
  -- suppressed its recipient wants no mails of this tenant
  -- given_up   refused for good, or not taken for too long; see error
  state      text        not null
             check (state in ('waiting', 'held', 'sent', 'suppressed', 'given_up')),
  subject    text        not null,
  -- Null 30 days after it was written.
  body_text  text,
  body_html  text,
  unsubscribe text       not null,
  tries      int         not null default 0,
  error      text,
  created_at timestamptz not null,
  ended_at   timestamptz,
  primary key (tenant_id, id)
);

create index mail_about on mail (tenant_id, about);
create index mail_with_body on mail (id) where body_text is not null;

-- Addresses, in lower case, that get no more mails of a tenant.
create table mail_refusal (
  tenant_id  uuid        not null,
  address    text        not null,
  created_at timestamptz not null,
  primary key (tenant_id, address)
);

-- Orders with a public tracking page. Whoever opens one knows its id and nothing of tenants, so the id is the
-- key; there is a row only for orders that asked for one.
create table shared_order (
  order_id  uuid primary key,
  tenant_id uuid not null
);

-- Where the account holder gets mail, such as about a bulk upload; null for nowhere.
alter table tenant add column email text;
