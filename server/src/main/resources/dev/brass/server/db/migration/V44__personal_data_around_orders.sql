-- What is done with orders tells of people, too: returns and other errands, mails, tables of orders as they were uploaded, batches of
-- calls. As with V43, what is written from now on is sealed, and the job `seal-rows` seals the rest.

alter table errand
  alter column wish drop not null,
  alter column state drop not null,
  alter column echo drop not null,
  add column sealed       bytea,
  add column sealed_state bytea,
  -- The name of its state, by which lists are filtered.
  add column standing     text;

alter table mail
  alter column recipient drop not null,
  alter column subject drop not null,
  add column sealed       bytea,
  add column sealed_body  bytea,
  -- The server's answer repeats addresses.
  add column sealed_error bytea;

alter table bulk_sheet
  alter column sections drop not null,
  add column sealed_sections bytea;

alter table bulk_row
  alter column recipient drop not null,
  alter column product_urls drop not null,
  alter column passthrough drop not null,
  alter column notes drop not null,
  add column sealed         bytea,
  add column sealed_request bytea,
  add column sealed_error   bytea;

alter table operation
  add column sealed_body   bytea,
  add column sealed_answer bytea;

create index errand_in_clear on errand (tenant_id, id) where wish is not null or echo is not null;
create index errand_state_in_clear on errand (tenant_id, id) where state is not null;
create index mail_in_clear on mail (tenant_id, id) where recipient is not null or subject is not null;
create index mail_body_in_clear on mail (tenant_id, id) where body_text is not null or body_html is not null;
create index mail_error_in_clear on mail (tenant_id, id) where error is not null;
create index bulk_sheet_in_clear on bulk_sheet (tenant_id, batch_id) where sections is not null;
create index bulk_row_in_clear on bulk_row (tenant_id, batch_id)
  where recipient is not null or product_urls is not null or passthrough is not null or notes is not null;
create index bulk_row_request_in_clear on bulk_row (tenant_id, batch_id) where request is not null;
create index bulk_row_error_in_clear on bulk_row (tenant_id, batch_id) where error is not null;
create index operation_body_in_clear on operation (tenant_id, batch_id) where query_params is not null or body is not null;
create index operation_answer_in_clear on operation (tenant_id, batch_id) where response_body is not null;

-- Its body is erased by age, sealed or not.
drop index mail_with_body;
create index mail_with_body on mail (id) where body_text is not null or sealed_body is not null;
