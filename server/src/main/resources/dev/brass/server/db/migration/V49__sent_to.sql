-- Answers of operations have links to pages of this server, and an operation has no Host of its own: the links led to
-- http://localhost. They lead to where the batch was sent.

-- Where clients reach the server, as the request with the batch said; null for batches from before.
alter table operation_batch add column sent_to text check (length(sent_to) <= 400);
