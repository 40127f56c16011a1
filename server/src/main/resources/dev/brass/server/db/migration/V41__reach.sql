-- How far this server goes on behalf of a tenant that was opened without an account: programs of strangers must not have
-- it call what listens on its own machine, unless they run there themselves. Null for all others, for whom it goes as far
-- as the settings say.
alter table tenant add column reach text check (reach in ('public', 'public_and_loopback'));
update tenant set reach = 'public' where kind = 'sandbox';
