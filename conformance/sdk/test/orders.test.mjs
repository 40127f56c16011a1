// `client.orders`, without the bulk uploads.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { Zinc } from "zinc";
import {
  address,
  advance,
  amazonOrder,
  classicOrder,
  isFinal,
  live,
  placed,
  refused,
  refusesStrangers,
  sandbox,
  settled,
  testAuthorization,
  testProduct,
  unfit,
  untilOrder,
} from "./support.mjs";

test("createOrder answers the order with what was asked for", async () => {
  const body = testProduct("success", {
    metadata: { ref: "a-1", nested: { list: [1, null, "é"] } },
    po_number: "PO 7",
    handling_days_max: 30,
    idempotency_key: randomUUID(),
    payment: { mode: "wallet" },
    fulfillment: { items: "best_effort" },
  });
  const order = await sandbox.orders.createOrder({ body, "x-zinc-client": "claude" });
  assert.equal(order.status, "pending");
  assert.equal(order.attempts, 0);
  assert.deepEqual(order.metadata, body.metadata);
  assert.equal(order.po_number, "PO 7");
  assert.equal(order.max_price, 10000);
  assert.equal(order.handling_days_max, 30);
  assert.equal(order.is_gift, false);
  assert.equal(order.job_result, null);
  assert.deepEqual(order.shipping_address, address);
  assert.deepEqual(order.items.map((i) => [i.url, i.quantity, i.status]), [[body.products[0].url, 1, "pending"]]);
  assert.deepEqual(order.fulfillment, { gift: null, items: "best_effort", quantity: null, concessions: [] });
});

test("createOrder takes variants, conditions and gifts", async () => {
  const product = {
    url: "https://www.amazon.com/dp/B07JGBW826",
    quantity: 2,
    variant: [{ label: "Color", value: "Red" }],
    condition_in: ["New", "UsedLikeNew"],
    condition_not_in: ["Refurbished"],
  };
  const body = amazonOrder({ products: [product], is_gift: true, gift_message: "Many happy returns" });
  const order = await placed(sandbox, body);
  const { url, quantity, variant, condition_in, condition_not_in } = order.items[0];
  assert.deepEqual({ url, quantity, variant, condition_in, condition_not_in }, product);
  assert.deepEqual([order.is_gift, order.gift_message], [true, "Many happy returns"]);
});

test("what best effort left out is told as a concession", async () => {
  const products = ["B07JGBW826", "STOCK-0-sdk"].map((id) => ({ url: `https://www.amazon.com/dp/${id}` }));
  const order = await placed(sandbox, amazonOrder({ products, fulfillment: { items: "best_effort" } }));
  assert.deepEqual(order.items.map((i) => i.status), ["ordered", "skipped"]);
  const { concern, code, item_id, url } = order.fulfillment.concessions[0];
  assert.deepEqual(
    { concern, code, item_id, url },
    { concern: "items", code: "product_out_of_stock", item_id: order.items[1].id, url: products[1].url },
  );
});

test("the success product is placed, tracked and delivered as documented", async () => {
  const order = await placed(sandbox, testProduct("success"));
  assert.equal(order.attempts, 1);
  assert.deepEqual(order.merchant_order_ids, [`TEST-${order.id.slice(0, 8)}`]);
  const price = order.job_result.price_components;
  assert.deepEqual(
    [price.subtotal, price.tax, price.shipping, price.total, price.currency],
    [4500, 250, 150, 4900, "USD"],
  );
  await advance("P5D");
  const delivered = await untilOrder(sandbox, order.id, (o) => o.items.every((i) => i.status === "delivered"));
  assert.equal(delivered.status, "order_placed");
  assert.equal(delivered.tracking_numbers[0].tracking_number, "ZINC_TEST_123456789");
  assert.equal(delivered.tracking_numbers[0].carrier, "usps");
  assert.equal(delivered.tracking_numbers[0].status, "delivered");
  assert.match(delivered.tracking_numbers[0].zinc_tracking_number, /^ZPY.*YQ$/);
  const times = delivered.tracking_numbers[0].checkpoints.map((c) => c.checkpoint_time);
  assert.ok(times.length > 0);
  assert.deepEqual(times, times.toSorted().reverse(), "checkpoints are newest first");
  assert.deepEqual(await milestones(order.id), ["order_created", "order_placed", "tracking_acquired", "shipped", "delivered"]);
});

async function milestones(id, client = sandbox) {
  const timeline = await client.orders.getOrderTimeline({ order_id: id });
  assert.equal(timeline.order_id, id);
  assert.equal(timeline.current_status, (await client.orders.getOrder({ order_id: id })).status);
  const times = timeline.milestones.map((m) => Date.parse(m.occurred_at));
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  return timeline.milestones.map((m) => m.type);
}

for (const [slug, errorType] of [
  ["price-exceeded", "max_price_exceeded"],
  ["out-of-stock", "product_out_of_stock"],
  ["invalid-variant", "invalid_variant"],
  ["shipping-unavailable", "shipping_unavailable"],
]) {
  test(`the product test-${slug} fails with ${errorType}`, async () => {
    const failed = await settled(sandbox, testProduct(slug));
    assert.equal(failed.status, "order_failed");
    assert.equal(failed.job_result.success, false);
    assert.equal(failed.job_result.error_type, errorType);
    assert.equal(failed.job_result.error_details.code, errorType);
    assert.equal(failed.items[0].status, "failed");
    assert.equal(failed.items[0].error_type, errorType);
    assert.deepEqual(await milestones(failed.id), ["order_created", "order_failed"]);
  });
}

for (const [slug, status, code] of [
  ["invalid-address", 400, "invalid_shipping_address"],
  ["url-unreachable", 400, "url_unreachable"],
  ["insufficient-funds", 402, "insufficient_funds"],
]) {
  test(`the product test-${slug} is refused at once with ${status} ${code}`, async () => {
    await refused(sandbox.orders.createOrder({ body: testProduct(slug) }), status, code);
  });
}

test("listTestProducts answers the eight documented products", async () => {
  const answer = await sandbox.orders.listTestProducts();
  assert.deepEqual(Object.keys(answer), ["products"]);
  const documented = [
    ["success", "Success", false],
    ["price_exceeded", "Price Exceeded", false],
    ["out_of_stock", "Out of Stock", false],
    ["invalid_address", "Invalid Address", true],
    ["url_unreachable", "URL Unreachable", true],
    ["invalid_variant", "Invalid Variant", false],
    ["shipping_unavailable", "Shipping Unavailable", false],
    ["insufficient_funds", "Insufficient Funds", true],
  ];
  assert.deepEqual(
    answer.products,
    documented.map(([scenario, name, is_synchronous_error]) => ({
      url: `https://zinc.com/shop/products/test-${scenario.replaceAll("_", "-")}`,
      scenario,
      name,
      is_synchronous_error,
    })),
  );
});

test("an order that the retailer calls off is cancelled_by_retailer", async () => {
  const order = await placed(sandbox, amazonOrder({ metadata: { scenario: "retailer_cancels" } }));
  await advance("P1D");
  const off = await untilOrder(sandbox, order.id, (o) => o.status === "cancelled_by_retailer");
  assert.equal(off.items[0].status, "cancelled");
  assert.ok(off.items[0].cancellation_reason);
  assert.deepEqual(await milestones(order.id), ["order_created", "order_placed", "cancelled"]);
});

test("X-Test-Mode moves a live key into the sandbox's data", async () => {
  const { id } = await live.orders.createOrder({ body: testProduct("success") }, { headers: { "X-Test-Mode": "true" } });
  await sandbox.orders.getOrder({ order_id: id });
  for (const method of ["getOrder", "getOrderTimeline", "cancelOrder"]) {
    await refused(live.orders[method]({ order_id: id }), 404, "not_found");
  }
});

test("a live key buys by a product's page", async () => {
  await placed(live, amazonOrder({ quantity: 2 }));
});

test("cancelOrder refuses an order that is placed, and one that failed", async () => {
  for (const slug of ["success", "out-of-stock"]) {
    const { id } = await settled(sandbox, testProduct(slug));
    await refused(sandbox.orders.cancelOrder({ order_id: id }), 400, "order_not_cancellable");
  }
});

test("cancelOrder takes a pending order off, and it is never placed", async () => {
  // Two classic orders of one log-in are placed one after the other, so the second one waits behind a slow first.
  const email = `${randomUUID()}@example.com`;
  const slow = await classicOrder(email, { slow: "PT3S" });
  await untilOrder(live, slow, (o) => o.status === "in_progress");
  const waiting = await classicOrder(email, {});
  assert.equal((await live.orders.getOrder({ order_id: waiting })).status, "pending");
  assert.equal(await live.orders.cancelOrder({ order_id: waiting }), undefined);
  await live.orders.cancelOrder({ order_id: waiting });
  const cancelled = await live.orders.getOrder({ order_id: waiting });
  assert.equal(cancelled.status, "cancelled");
  assert.equal(cancelled.items[0].status, "cancelled");
  assert.deepEqual(await milestones(waiting, live), ["order_created", "cancelled"]);
  assert.equal((await untilOrder(live, slow, isFinal)).status, "order_placed");
  assert.equal((await live.orders.getOrder({ order_id: waiting })).status, "cancelled");
});

test("a used idempotency key answers 409 already_exists with the order's id", async () => {
  const body = testProduct("success", { idempotency_key: randomUUID() });
  const { id } = await sandbox.orders.createOrder({ body });
  const error = await refused(sandbox.orders.createOrder({ body }), 409, "already_exists");
  assert.equal(error.message, `Order with idempotency key '${body.idempotency_key}' already exists`);
  assert.equal(error.details.order_id, id);
  assert.equal(error.details.identifier, body.idempotency_key);
  assert.equal(error.details.resource, "Order");
});

test("createOrder names each place that does not fit the schema", async () => {
  const body = {
    products: [{ url: "https://www.amazon.com/dp/B07JGBW826", quantity: 0, variant: [{ label: "", value: "Red" }] }],
    shipping_address: { ...address, country: "USA", postal_code: 2139 },
    gift_message: "Not a gift",
    handling_days_max: 0,
    idempotency_key: "x".repeat(37),
    fulfillment: { items: "sometimes" },
  };
  const detail = await unfit(
    sandbox.orders.createOrder({ body }),
    "body.fulfillment.items",
    "body.gift_message",
    "body.handling_days_max",
    "body.idempotency_key",
    "body.max_price",
    "body.products.0.quantity",
    "body.products.0.variant.0.label",
    "body.shipping_address.country",
    "body.shipping_address.postal_code",
  );
  const missing = detail.find((fault) => fault.loc[1] === "max_price");
  assert.deepEqual(missing, { loc: ["body", "max_price"], msg: "Field required", type: "missing" });
});

test("createOrder tells by a code what fits the schema and cannot be ordered", async () => {
  const create = (more) => sandbox.orders.createOrder({ body: amazonOrder(more) });
  const urls = ["https://www.amazon.com/dp/B07JGBW826", "https://www.walmart.com/ip/lamp/12345"];
  const twoStores = create({ products: urls.map((url) => ({ url })) });
  await refused(twoStores, 422, "validation_error", Zinc.UnprocessableEntityError);
  await refused(create({ retailer_credentials_id: "zn_acct_unknown1" }), 404, "not_found");
  for (const [url, code] of [
    ["https://shop.nobody.example/lamp", "unsupported_retailer"],
    ["https://www.amazon.com/gp/help/customer", "url_unreachable"],
    ["amazon.com/dp/B07JGBW826", "url_unreachable"],
  ]) {
    const { details } = await refused(create({ products: [{ url }] }), 400, code);
    assert.deepEqual(details, { url });
  }
});

test("live orders go to the documented countries only, test orders anywhere", async () => {
  const body = amazonOrder({ shipping_address: { ...address, country: "fr" } });
  const { details } = await refused(live.orders.createOrder({ body }), 400, "unsupported_country");
  assert.deepEqual(details, { country: "FR", supported: ["AU", "CA", "DE", "NZ", "US"] });
  assert.equal((await placed(sandbox, body)).shipping_address.country, "fr");
});

test("no key, and a key without the word Bearer, are told apart from a wrong one", async () => {
  await refused(sandbox.orders.listOrders({ authorization: "" }), 401, "unauthorized");
  const bare = testAuthorization.replace("Bearer ", "");
  const { message } = await refused(sandbox.orders.listOrders({ authorization: bare }), 401, "invalid_token");
  assert.match(message, /Bearer/);
});

test("an unknown id is 404 for every method that takes one, one that is no id 422", async () => {
  for (const method of ["getOrder", "getOrderTimeline", "cancelOrder"]) {
    const error = await refused(sandbox.orders[method]({ order_id: randomUUID() }), 404, "not_found");
    assert.equal(error.details.resource, "Order");
    const detail = await unfit(sandbox.orders[method]({ order_id: "nonsense" }), "path.order_id");
    assert.equal(detail[0].type, "uuid_parsing");
  }
});

test("every method of orders refuses a wrong key", async () => {
  const { id } = await sandbox.orders.createOrder({ body: testProduct("success") });
  const rows = { body: { rows: [{ product_url: "https://www.amazon.com/dp/B07JGBW826" }] } };
  await refusesStrangers("orders", {
    createOrder: [{ body: testProduct("success") }],
    listOrders: [],
    exportOrdersCsv: [],
    listTestProducts: [],
    getOrder: [{ order_id: id }],
    getOrderTimeline: [{ order_id: id }],
    cancelOrder: [{ order_id: id }],
    validateBulkUpload: [rows],
    createBulkUpload: [rows],
    listBulkUploads: [],
    getBulkUpload: [{ batch_id: id }],
    downloadBulkResults: [{ batch_id: id }],
  });
});
