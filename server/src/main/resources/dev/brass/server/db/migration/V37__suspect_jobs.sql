-- A job that ends the process, such as by taking all its memory, was begun again by the next one together with all others that were
-- under way, and ended that one as well, again and again. Now what was begun when a process died runs again one at a time, what was
-- there twice also runs alone, and what ends a process twice while nothing else ran is set aside until an operator releases it.

alter table job
  -- How many processes in a row died while it ran; 0 once a run of it has come to its end.
  add column crashes       smallint not null default 0,
  -- How many of them while nothing else ran.
  add column alone_crashes smallint not null default 0,
  -- How it runs at this moment, if a process died while it ran before: 1 beside others, 2 alone.
  add column watched       smallint not null default 0;

alter table job drop constraint job_state_check;
alter table job add constraint job_state_check check (state in ('ready', 'parked', 'discarded', 'cancelled', 'set_aside'));
alter table job drop constraint job_check1;
alter table job add constraint job_check1 check ((finished_at is null) = (state in ('ready', 'parked', 'set_aside')));

create index job_set_aside on job (id) where state = 'set_aside';
