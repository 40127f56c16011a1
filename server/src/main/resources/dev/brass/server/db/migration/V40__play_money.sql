-- What is paid with play money is bought at sandbox stores only. Whether a payment was play money is written down with it,
-- since the key, the chain or the rail that is set up may be another one by the time its order is made.
alter table agent_payment add column play boolean not null default false;
update agent_payment set play = true where rail = 'local';

alter table card_payment add column play boolean not null default false;
update card_payment set play = true where mode = 'test';
