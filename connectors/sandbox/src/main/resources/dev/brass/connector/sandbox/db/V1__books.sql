-- The books of the marketplace. They are not the server's: nothing here refers to a table of
-- another schema, and no transaction touches both.

-- Every order that the marketplace received and took, for good: it is what "placed at most once"
-- is checked against. Orders that are called off stay, with the reason.
CREATE TABLE merchant_order (
  entry         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The reference that the buyer sent: one attempt makes one order, however often it is sent.
  attempt_id    uuid NOT NULL UNIQUE,
  -- The buyer's order; not unique, because it is the buyer who must not buy twice.
  order_id      uuid NOT NULL,
  retailer      text NOT NULL,
  number        text NOT NULL,
  -- Tells orders of one number apart where numbers repeat (spec v2 §11: `TEST-` and eight
  -- characters); all zeros where they do not.
  twin          uuid NOT NULL,
  store         text NOT NULL,
  account       text,
  placed_at     timestamptz NOT NULL,
  currency      text NOT NULL,
  subtotal      bigint NOT NULL,
  shipping      bigint NOT NULL,
  tax           bigint NOT NULL,
  discount      bigint NOT NULL,
  fees          bigint NOT NULL,
  total         bigint NOT NULL,
  gift_paid     bigint,
  lines         jsonb NOT NULL,
  ship_to       jsonb NOT NULL,
  wishes        jsonb NOT NULL,
  course        jsonb NOT NULL,
  -- Whether look-ups must not tell that it exists (error code order_probably_placed).
  hidden        boolean NOT NULL,
  -- When the buyer first wanted it called off and was told to wait.
  cancel_wished_at timestamptz,
  cancelled_at  timestamptz,
  cancelled_by  text CHECK (cancelled_by IN ('buyer', 'retailer')),
  cancel_reason text,
  UNIQUE (retailer, number, twin),
  CHECK (total = subtotal + shipping + tax + fees - discount),
  CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL))
);
CREATE INDEX merchant_order_by_order ON merchant_order (order_id);

-- What is left of products with a finite stock; a row appears with the first sale.
CREATE TABLE stock (
  retailer   text NOT NULL,
  product_id text NOT NULL,
  remaining  integer NOT NULL CHECK (remaining >= 0),
  PRIMARY KEY (retailer, product_id)
);

-- Gift balances in minor units; a row appears with the first payment or when one is set.
CREATE TABLE gift_account (
  retailer text NOT NULL,
  email    text NOT NULL,
  balance  bigint NOT NULL CHECK (balance >= 0),
  PRIMARY KEY (retailer, email)
);

-- How many attempts of an order met the fault that its scenario asks for.
CREATE TABLE fault (
  order_id uuid PRIMARY KEY,
  happened integer NOT NULL
);

-- Returns that were opened; the reference is the buyer's, so that asking twice opens one.
CREATE TABLE opened_return (
  reference text PRIMARY KEY,
  entry     bigint NOT NULL REFERENCES merchant_order (entry),
  number    text NOT NULL,
  opened_at timestamptz NOT NULL,
  return_by timestamptz NOT NULL,
  lines     jsonb NOT NULL,
  -- When it was refused, or another return took its place.
  over_at timestamptz
);
CREATE INDEX opened_return_by_order ON opened_return (entry);
