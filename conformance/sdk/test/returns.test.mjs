// `client.returns`.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { Zinc } from "zinc";
import { advance, amazonOrder, live, placed, refused, refusesStrangers, sandbox, settled, unfit, until } from "./support.mjs";

const orderWith = (scenario, quantity = 1) => placed(sandbox, amazonOrder({ quantity, metadata: { scenario } }));

function wish(order, { quantity = 1, ...more } = {}) {
  return { order_id: order.id, items: [{ order_item_id: order.items[0].id, quantity }], reason: "damaged", ...more };
}

const create = (order, more) => sandbox.returns.createReturnRequest(wish(order, more));

function untilReturn(id, done) {
  return until(() => sandbox.returns.getReturnRequest({ return_request_id: id }), done, `return ${id}`);
}

const reaches = (id, status) => untilReturn(id, (r) => r.status === status);

const returnsOf = async (order) => (await sandbox.orders.getOrder({ order_id: order.id })).returns;

test("a return is open, approved with labels, and credited when the money is back", async () => {
  const order = await orderWith({ return: "granted_later" }, 3);
  const open = await create(order, { quantity: 2, reason: "wrong_size", notes: "Too small." });
  const { id, created_at, updated_at, ...rest } = open;
  assert.deepEqual(rest, {
    order_id: order.id,
    status: "open",
    reason: "wrong_size",
    notes: "Too small.",
    resolution_notes: null,
    items: [{ order_item_id: order.items[0].id, quantity: 2 }],
    label_urls: [],
    merchant_return_id: null,
  });
  // The retailer, once it was asked, takes half an hour.
  await untilReturn(id, (r) => r.updated_at !== r.created_at);
  await advance("PT1H");
  const approved = await reaches(id, "approved");
  assert.ok(approved.merchant_return_id);
  assert.ok(approved.label_urls.length > 0 && approved.label_urls.every((url) => URL.canParse(url)));
  const { order_id, merchant_return_id, ...summary } = approved;
  assert.deepEqual(await returnsOf(order), [summary]);
  await advance("P6D");
  const credited = await reaches(id, "credited");
  assert.ok(credited.resolution_notes);
  assert.equal((await returnsOf(order))[0].status, "credited");
});

test("a return that the retailer denies says why, and may be asked for again", async () => {
  const order = await orderWith({ return: "refused" });
  const { id } = await create(order);
  const denied = await reaches(id, "denied");
  assert.ok(denied.resolution_notes);
  assert.deepEqual(denied.label_urls, []);
  assert.notEqual((await create(order)).id, id);
});

for (const reason of Object.values(Zinc.ReturnRequestReason)) {
  test(`${reason} is a reason to return something`, async () => {
    const order = await orderWith({});
    const request = await create(order, { reason, notes: null });
    assert.deepEqual([request.reason, request.notes], [reason, null]);
  });
}

test("listReturnRequests is newest first, in pages, and filtered by order and status", async () => {
  const orders = [await orderWith({}), await orderWith({ return: "granted_later" }), await orderWith({ return: "refused" })];
  const [approved, open, denied] = [await create(orders[0]), await create(orders[1]), await create(orders[2])].map((r) => r.id);
  await reaches(approved, "approved");
  await reaches(denied, "denied");
  const list = async (request) => {
    const answer = await sandbox.returns.listReturnRequests(request);
    return { ids: answer.return_requests.map((r) => r.id), total: answer.total };
  };
  const everything = await list();
  assert.deepEqual(everything.ids.slice(0, 3), [denied, open, approved]);
  assert.deepEqual(await list({ limit: 2, offset: 1 }), { ids: everything.ids.slice(1, 3), total: everything.total });
  for (const [status, id] of Object.entries({ approved, open, denied })) {
    const { ids } = await list({ status });
    assert.equal(ids[0], id);
    assert.deepEqual([approved, open, denied].filter((other) => ids.includes(other)), [id]);
    const found = await list({ search: orders[[approved, open, denied].indexOf(id)].id.slice(10) });
    assert.deepEqual(found, { ids: [id], total: 1 });
  }
  assert.deepEqual(await list({ search: orders[0].id, status: "credited" }), { ids: [], total: 0 });
  assert.equal((await live.returns.listReturnRequests({ search: orders[0].id })).total, 0);
});

test("what was bought goes back once, and only what was placed: else ConflictError", async () => {
  const order = await orderWith({}, 2);
  await create(order);
  const { details } = await refused(create(order, { quantity: 2 }), 409, "return_not_allowed", Zinc.ConflictError);
  assert.deepEqual(details, { order_item_id: order.items[0].id, quantity_left: 1 });
  await create(order);
  await refused(create(order), 409, "return_not_allowed", Zinc.ConflictError);
  const failed = await settled(sandbox, amazonOrder({ id: "STOCK-0-return" }));
  await refused(create(failed), 409, "return_not_allowed", Zinc.ConflictError);
});

test("createReturnRequest names each place that does not fit", async () => {
  const order = await orderWith({});
  await unfit(sandbox.returns.createReturnRequest({}), "body.order_id", "body.items", "body.reason");
  const faulty = create(order, { quantity: 101, reason: "bored", notes: "x".repeat(2001) });
  await unfit(faulty, "body.items.0.quantity", "body.reason", "body.notes");
  await unfit(create(order, { items: [] }), "body.items");
  await unfit(create(order, { items: [{ order_item_id: "first", quantity: 1 }] }), "body.items.0.order_item_id");
  await unfit(create(order, { items: [{ order_item_id: randomUUID(), quantity: 1 }] }), "body.items.0.order_item_id");
  await unfit(create(order, { quantity: 2 }), "body.items.0.quantity");
});

test("an order or a return that is not the caller's is 404", async () => {
  const order = await orderWith({});
  await refused(create({ ...order, id: randomUUID() }), 404, "not_found");
  await refused(live.returns.createReturnRequest(wish(order)), 404, "not_found");
  const { id } = await create(order);
  await refused(live.returns.getReturnRequest({ return_request_id: id }), 404, "not_found");
  await refused(sandbox.returns.getReturnRequest({ return_request_id: randomUUID() }), 404, "not_found");
  await refused(sandbox.returns.getReturnRequest({ return_request_id: order.id }), 404, "not_found");
});

test("what is no id, and filters that do not fit, are named", async () => {
  await unfit(sandbox.returns.getReturnRequest({ return_request_id: "nonsense" }), "path.return_request_id");
  const faulty = { limit: 501, offset: -1, status: "lost" };
  await unfit(sandbox.returns.listReturnRequests(faulty), "query.limit", "query.offset", "query.status");
});

test("every method of returns refuses a wrong key", async () => {
  const order = await orderWith({});
  const { id } = await create(order);
  await refusesStrangers("returns", {
    createReturnRequest: [wish(order)],
    listReturnRequests: [],
    getReturnRequest: [{ return_request_id: id }],
  });
});
