// `client.orders.listOrders` and `exportOrdersCsv`: each filter of both, on orders that differ in what it looks at.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { advance, amazonOrder, csvRows, live, once, placed, sandbox, settled, unfit, until, untilOrder } from "./support.mjs";

const ref = randomUUID();
const ours = { metadata_key: "ref", metadata_value: ref };
const never = { ship_after: "P900D", deliver_after: "P901D" };

/** The orders that are listed, oldest first. All of them bear `ref`, so that other orders do not matter. */
const world = once(async () => {
  const order = (more) => amazonOrder({ ...more, metadata: { ref, ...more?.metadata } });
  const failed = await settled(sandbox, order({ id: "STOCK-0-list" }));
  const delivered = await placed(sandbox, order({ metadata: { scenario: { ship_after: "PT1H", deliver_after: "PT2H" } } }));
  const shipped = await placed(sandbox, order({ metadata: { scenario: { ship_after: "PT1H", deliver_after: "P90D" } } }));
  await advance("P1D");
  const waiting = await placed(sandbox, order({ metadata: { ref, kind: "waiting", scenario: never } }));
  const returning = await placed(sandbox, order({ metadata: { scenario: { ...never, return: "granted_later" } } }));
  const returned = await placed(sandbox, order({ metadata: { scenario: never } }));
  await untilOrder(sandbox, delivered.id, (o) => o.tracking_numbers[0]?.status === "delivered");
  await untilOrder(sandbox, shipped.id, (o) => o.tracking_numbers[0]?.status === "in_transit");
  await sendBack(returning);
  const { id } = await sendBack(returned);
  const get = () => sandbox.returns.getReturnRequest({ return_request_id: id });
  await until(get, (r) => r.status === "approved", `return ${id}`);
  return { failed, delivered, shipped, waiting, returning, returned };
});

function sendBack(order) {
  const items = [{ order_item_id: order.items[0].id, quantity: 1 }];
  return sandbox.returns.createReturnRequest({ order_id: order.id, items, reason: "other" });
}

/** Both the list and the export have those of the world's orders that the filter lets through, newest first. */
async function finds(filter, ...names) {
  const orders = await world();
  const wanted = Object.keys(orders).filter((name) => names.includes(name)).map((name) => orders[name].id).reverse();
  const list = await sandbox.orders.listOrders({ ...ours, ...filter });
  assert.deepEqual(list.orders.map((o) => o.id), wanted, JSON.stringify(filter));
  assert.equal(list.total, wanted.length);
  const rows = csvRows(await sandbox.orders.exportOrdersCsv({ ...ours, ...filter }));
  assert.deepEqual(rows.map((row) => row.order_id), wanted, `export of ${JSON.stringify(filter)}`);
}

const all = ["failed", "delivered", "shipped", "waiting", "returning", "returned"];

test("listOrders is newest first, in pages, and apart from live orders", async () => {
  await finds({}, ...all);
  const { delivered, shipped } = await world();
  const page = await sandbox.orders.listOrders({ ...ours, limit: 2, offset: 3 });
  assert.deepEqual(page.orders.map((o) => o.id), [shipped.id, delivered.id]);
  assert.deepEqual([page.total, page.limit, page.offset], [6, 2, 3]);
  const none = await live.orders.listOrders(ours);
  assert.deepEqual(none, { orders: [], total: 0, limit: 50, offset: 0 });
  assert.deepEqual(csvRows(await live.orders.exportOrdersCsv(ours)), []);
});

test("order_id and search find an order by a part of its id", async () => {
  const { shipped } = await world();
  for (const part of [shipped.id, shipped.id.slice(-12), shipped.id.slice(16, 30).toUpperCase()]) {
    await finds({ order_id: part }, "shipped");
    await finds({ search: part }, "shipped");
  }
  await finds({ order_id: randomUUID() });
});

test("search finds an order by a part of its tracking number", async () => {
  const { shipped } = await world();
  const { tracking_numbers } = await sandbox.orders.getOrder({ order_id: shipped.id });
  const number = tracking_numbers[0].tracking_number;
  for (const part of [number, number.slice(3)]) {
    await finds({ search: part }, "shipped");
    await finds({ order_id: part });
  }
});

test("merchant_order_id finds an order by the retailer's whole number", async () => {
  const { waiting } = await world();
  const [number] = waiting.merchant_order_ids;
  await finds({ merchant_order_id: number }, "waiting");
  await finds({ merchant_order_id: number.slice(0, -1) });
});

test("status_filter finds orders by their status", async () => {
  await finds({ status_filter: "order_failed" }, "failed");
  await finds({ status_filter: "order_placed" }, ...all.slice(1));
  for (const status of ["pending", "in_progress", "cancelled", "cancelled_by_retailer"]) {
    await finds({ status_filter: status });
  }
});

test("tracking_status and has_tracking find orders by their parcels", async () => {
  await finds({ tracking_status: "delivered" }, "delivered");
  await finds({ tracking_status: "in_transit" }, "shipped");
  await finds({ tracking_status: "undeliverable" });
  await finds({ has_tracking: true }, "delivered", "shipped");
  await finds({ has_tracking: false }, "failed", "waiting", "returning", "returned");
});

test("return_status finds orders by their returns", async () => {
  await finds({ return_status: "open" }, "returning");
  await finds({ return_status: "closed" }, "returned");
});

test("created_after is inclusive and created_before exclusive", async () => {
  const { shipped, returning } = await world();
  await finds({ created_after: shipped.created_at }, "shipped", "waiting", "returning", "returned");
  await finds({ created_before: shipped.created_at }, "failed", "delivered");
  await finds({ created_after: shipped.created_at, created_before: returning.created_at }, "shipped", "waiting");
  const elsewhere = new Date(Date.parse(shipped.created_at) + 5.5 * 3600_000).toISOString().replace("Z", "+05:30");
  await finds({ created_after: elsewhere, created_before: returning.created_at }, "shipped", "waiting");
});

test("metadata_key and metadata_value find orders by what the client attached", async () => {
  await finds({ metadata_key: "kind", metadata_value: "waiting", order_id: (await world()).waiting.id }, "waiting");
  await finds({ metadata_value: ref.toUpperCase() });
  await finds({ metadata_value: ref.slice(1) });
});

test("a key has no users, so user_email changes nothing", async () => {
  await finds({ user_email: "somebody@example.com" }, ...all);
});

test("include=tracking_events lists parcels with their checkpoints", async () => {
  const { delivered } = await world();
  const one = { order_id: delivered.id };
  const parcel = async (request) => (await sandbox.orders.listOrders(request)).orders[0].tracking_numbers[0];
  const whole = (await sandbox.orders.getOrder(one)).tracking_numbers[0];
  assert.ok(whole.checkpoints.length > 1);
  assert.deepEqual(await parcel(one), { ...whole, checkpoints: [] });
  assert.deepEqual(await parcel({ ...one, include: "tracking_events" }), whole);
  assert.deepEqual(await parcel({ ...one, include: ["later", "tracking_events"] }), whole);
});

test("exportOrdersCsv has a line for each order with what it cost and where it is", async () => {
  const { delivered, failed } = await world();
  const [row] = csvRows(await sandbox.orders.exportOrdersCsv({ order_id: delivered.id }));
  const order = await sandbox.orders.getOrder({ order_id: delivered.id });
  const price = order.job_result.price_components;
  assert.deepEqual(
    [row.order_id, row.status, row.created_at, row.updated_at],
    [order.id, order.status, order.created_at, order.updated_at],
  );
  assert.deepEqual(
    [row.subtotal, row.shipping, row.tax, row.total, row.currency, row.max_price],
    [price.subtotal, price.shipping, price.tax, price.total, price.currency, order.max_price].map(String),
  );
  assert.equal(row.product_urls, order.items[0].url);
  assert.equal(row.item_statuses, "delivered");
  assert.equal(row.recipient, "Tim Beaver");
  assert.equal(row.merchant_order_ids, order.merchant_order_ids[0]);
  assert.equal(row.tracking_numbers, order.tracking_numbers[0].tracking_number);
  assert.equal(row.tracking_statuses, "delivered");
  assert.deepEqual(JSON.parse(row.metadata), order.metadata);
  const [error] = csvRows(await sandbox.orders.exportOrdersCsv({ order_id: failed.id }));
  assert.deepEqual([error.error_type, error.total], ["product_out_of_stock", ""]);
});

test("a filter that does not fit is named, by the list and by the export", async () => {
  const faulty = {
    status_filter: "shipped",
    tracking_status: "lost",
    return_status: "denied",
    created_after: "yesterday",
    created_before: "2026-13-01",
    metadata_key: "ref",
    order_id: "x".repeat(501),
  };
  const places = [...Object.keys(faulty).filter((name) => name !== "metadata_key"), "metadata_value"].map((name) => `query.${name}`);
  await unfit(sandbox.orders.exportOrdersCsv(faulty), ...places);
  await unfit(sandbox.orders.listOrders({ ...faulty, limit: 501, offset: -1 }), ...places, "query.limit", "query.offset");
  await unfit(sandbox.orders.listOrders({ metadata_value: ref, limit: 0 }), "query.metadata_key", "query.limit");
});
