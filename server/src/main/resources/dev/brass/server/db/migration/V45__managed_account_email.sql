-- The e-mail address that a managed account logs in with is a person's as often as a company's. It is sealed as the other personal data
-- is (V43), and lists are searched among the opened ones: a tenant has a thousand accounts at most.

alter table managed_account
  alter column email drop not null,
  add column sealed_email bytea;

create index managed_account_in_clear on managed_account (tenant_id, id) where email is not null;
