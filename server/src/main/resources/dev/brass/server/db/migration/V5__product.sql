-- Product data: what stores told about their goods, kept for a while, and what tenants asked and will
-- come back for.
--
-- What is shared. A real store is asked without any credential and tells everybody the same, so its
-- answers are kept once, under the tenant of zeros. All that a tenant can learn from that is when the
-- store was last asked about a product, not by whom. A sandbox store's time is each tenant's own and
-- decides how old an answer is, so its answers are kept per tenant. If a store is ever asked with a
-- tenant's credential or through its proxy, that answer must be kept per tenant as well.
--
-- Both tables are a cache: rows may be deleted at any time, at the price of asking a store again.

create table product_answer (
  tenant_id  uuid        not null,
  store      text        not null,
  kind       text        not null check (kind in ('details', 'offers', 'search')),
  -- A product id, or the words of a search.
  subject    text        not null,
  page       integer     not null,
  outcome    text        not null check (outcome in ('KNOWN', 'REFUSED')),
  -- JSON in ASCII, read whole or not at all.
  body       text        not null,
  -- In the store's time, which a sandbox tenant can move: decides whether the answer is new enough.
  fetched_at timestamptz not null,
  -- In the system's time: decides when the row is deleted.
  stored_at  timestamptz not null,
  primary key (tenant_id, store, kind, subject, page)
);

create index product_answer_stored on product_answer (stored_at);

-- A question that a client does not wait for (`async` of the classic API). Its job answers it once,
-- and the first call that finds the answer takes the row along: so a client that accepts no age at all
-- still gets its answer, and nobody gets an old one.
create table product_question (
  tenant_id   uuid        not null,
  id          uuid        not null,
  store       text        not null,
  sandbox     boolean     not null,
  kind        text        not null check (kind in ('details', 'offers', 'search')),
  subject     text        not null,
  page        integer     not null,
  -- What the client said about freshness: calls that say something else ask something else.
  freshness   text        not null,
  -- The oldest answer that would do, in the store's time.
  not_before  timestamptz not null,
  asked_at    timestamptz not null,
  outcome     text check (outcome in ('KNOWN', 'REFUSED', 'FAILED')),
  body        text        check ((body is null) = (outcome is null)),
  fetched_at  timestamptz,
  primary key (tenant_id, id)
);

create unique index product_question_asked
  on product_question (tenant_id, store, sandbox, kind, subject, page, freshness);
create index product_question_age on product_question (asked_at);
