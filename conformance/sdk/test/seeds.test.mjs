// Real answers hold every field that the responses of seeds 000 and 003 print, with the type that they print.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { Zinc } from "zinc";
import { advance, amazonOrder, placed, refused, sandbox, settled, stranger, testProduct, until, untilOrder } from "./support.mjs";
import { seed000, seed003, seedFaults } from "./seed-tables.mjs";

function holds(answer, seed, table) {
  assert.deepEqual(seedFaults(answer, seed, table), []);
}

test("the tables notice a field that is absent, null or of another type", async () => {
  const order = await sandbox.orders.createOrder({ body: testProduct("success") });
  const { po_number, ...without } = order;
  const wrong = { ...order, id: order.id.slice(1), attempts: "0", max_price: null, created_at: "yesterday", status: "new" };
  assert.deepEqual(seedFaults(without, seed003, "OrderResponse"), ["OrderResponse.po_number is absent"]);
  assert.equal(seedFaults(wrong, seed003, "OrderResponse").length, 5);
  const items = [{ ...order.items[0], variant: [{ label: "Color" }] }];
  assert.deepEqual(seedFaults({ ...order, items }, seed003, "OrderResponse"), [
    "OrderResponse.items[0].variant[0].value is absent",
  ]);
});

test("seed 000: a bulk upload while it is pending, and with what became of its rows", async () => {
  const row = { product_url: "https://www.amazon.com/dp/B07JGBW826", name: "Jane Doe", address1: "123 Main St", city: "Boston" };
  const rows = ["02139", "ABCDE"].map((zip) => ({ ...row, state: "MA", zip, max_price: "4999000", ref: randomUUID() }));
  const { id, ...pending } = await sandbox.orders.createBulkUpload({ body: { filename: "orders.csv", rows } });
  // The rows are on the detail endpoint, which this is not.
  holds({ id, ...pending, rows: [] }, seed000, "BulkBatch");
  const batch = await until(
    async () => {
      const answer = await sandbox.orders.getBulkUpload({ batch_id: id });
      holds(answer, seed000, "BulkBatch");
      return answer;
    },
    (answer) => answer.status === "completed",
    `batch ${id}`,
  );
  assert.deepEqual(batch.rows.map((r) => r.status), ["placed", "failed"]);
  assert.ok(batch.rows[0].order_id && batch.rows[0].order_status && !batch.rows[0].error);
  assert.ok(batch.rows[1].error && !batch.rows[1].order_id && !batch.rows[1].order_status);
  const unnamed = await sandbox.orders.createBulkUpload({ body: { rows: rows.slice(0, 1) } });
  assert.equal(unnamed.filename, null);
});

test("seed 003: an order that is pending", async () => {
  const { id, ...order } = await sandbox.orders.createOrder({ body: testProduct("success") });
  holds({ id, ...order }, seed003, "OrderResponse");
  assert.deepEqual([order.status, order.job_result, order.items[0].status], ["pending", null, "pending"]);
  assert.deepEqual([order.tracking_numbers, order.returns, order.metadata], [[], [], {}]);
});

test("seed 003: an order that failed", async () => {
  const order = await settled(sandbox, testProduct("out-of-stock"));
  holds(order, seed003, "OrderResponse");
  assert.deepEqual([order.status, order.job_result.success], ["order_failed", false]);
});

test("seed 003: an order with a variant, tracking and returns", async () => {
  const variant = [{ label: "Color", value: "Red" }];
  const products = [{ url: "https://www.amazon.com/dp/B07JGBW826", quantity: 3, variant }];
  const { id, items } = await placed(sandbox, amazonOrder({ products, po_number: "PO 1" }));
  const back = { order_id: id, items: [{ order_item_id: items[0].id, quantity: 1 }] };
  await sandbox.returns.createReturnRequest({ ...back, reason: "wrong_size", notes: "Too small." });
  await sandbox.returns.createReturnRequest({ ...back, reason: "other" });
  holds(await untilOrder(sandbox, id, (o) => o.returns.every((r) => r.status === "approved")), seed003, "OrderResponse");
  await advance("P3D");
  const order = await untilOrder(sandbox, id, (o) => o.items[0].status === "delivered");
  holds(order, seed003, "OrderResponse");
  assert.deepEqual([order.items[0].variant, order.po_number, order.tracking_numbers.length], [variant, "PO 1", 1]);
  assert.deepEqual(order.returns.map((r) => r.notes).sort(), ["Too small.", null]);
  const listed = await sandbox.orders.listOrders({ order_id: id });
  holds(listed.orders[0], seed003, "OrderResponse");
});

test("seed 003: an order that the retailer called off has the reason at its item", async () => {
  const { id } = await placed(sandbox, amazonOrder({ metadata: { scenario: "retailer_cancels" } }));
  await advance("P1D");
  const order = await untilOrder(sandbox, id, (o) => o.status === "cancelled_by_retailer");
  holds(order, seed003, "OrderResponse");
  assert.ok(order.items[0].cancellation_reason);
});

test("seed 003: 404, 401 and 422 are answered as the page says", async () => {
  const read = (client, order_id) => client.orders.getOrder({ order_id });
  await refused(read(sandbox, randomUUID()), 404, "not_found");
  await refused(read(stranger, randomUUID()), 401, "invalid_token");
  await assert.rejects(read(sandbox, "nonsense"), (e) => {
    assert.ok(e instanceof Zinc.UnprocessableEntityError);
    holds(e.body, seed003, "HTTPValidationError");
    assert.deepEqual(Object.keys(e.body.detail[0]).sort(), ["loc", "msg", "type"]);
    return true;
  });
});
