-- A payment whose job may not run any more left nothing but a discarded job, and one that nobody can collect or give back was a
-- line in the log. Now it is marked, and listed until an operator has settled it.

alter table agent_payment
  -- Since when this server does not carry it on by itself, although something is open; null while it does.
  add column given_up_at     timestamptz,
  add column given_up_why    text,
  -- When an operator has settled what was open.
  add column settled_at      timestamptz,
  add column settled_by      text,
  add column settlement_note text;
alter table card_payment
  add column given_up_at     timestamptz,
  add column given_up_why    text,
  add column settled_at      timestamptz,
  add column settled_by      text,
  add column settlement_note text;

update agent_payment set given_up_at = updated_at, given_up_why = state ->> 'why' where state ->> 'is' = 'Owed';
update card_payment set given_up_at = updated_at, given_up_why = state ->> 'why' where state ->> 'is' = 'Uncollected';

create index agent_payment_unsettled on agent_payment (given_up_at, id) where given_up_at is not null and settled_at is null;
create index card_payment_unsettled on card_payment (given_up_at, id) where given_up_at is not null and settled_at is null;
