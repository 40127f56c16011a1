-- Log-ins at stores are kept with orders and errands as long as something may be asked with them, and then erased. Found
-- by age, since ids are in the order of time; what has none is not looked at.
create index order_request_private on order_request (order_id) where private is not null;
create index order_account_old on order_account (order_id) where sealed is not null;
create index errand_private on errand (id) where private is not null;
