// The official SDK, unchanged, against the server named in the environment.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { Zinc, ZincClient, ZincError } from "zinc";
import { faults } from "../types.mjs";

const baseUrl = process.env.BRASS_URL;
const live = new ZincClient({ baseUrl, apiKey: `Bearer ${process.env.BRASS_API_KEY}`, maxRetries: 0 });
const sandbox = new ZincClient({ baseUrl, apiKey: `Bearer ${process.env.BRASS_TEST_API_KEY}`, maxRetries: 0 });

const address = {
  first_name: "Tim",
  last_name: "Beaver",
  address_line1: "77 Massachusetts Avenue",
  city: "Cambridge",
  state: "MA",
  postal_code: "02139",
  phone_number: "5551230101",
  country: "US",
};

const testProduct = (slug) => ({
  products: [{ url: `https://zinc.com/shop/products/test-${slug}` }],
  shipping_address: address,
  max_price: 10000,
});

function assertType(value, type) {
  assert.deepEqual(faults(value, type), [], `not a ${type}`);
}

async function until(client, orderId, done) {
  for (let i = 0; i < 200; i++) {
    const order = await client.orders.getOrder({ order_id: orderId });
    if (done(order)) return order;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  assert.fail(`order ${orderId} did not get there`);
}

const final = (order) => !["pending", "in_progress"].includes(order.status);

async function advance(duration) {
  const reply = await fetch(`${baseUrl}/sandbox/clock`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.BRASS_TEST_API_KEY}` },
    body: JSON.stringify({ advance: duration }),
  });
  assert.equal(reply.status, 200);
}

test("createOrder answers an OrderResponse that is pending or further", async () => {
  const order = await sandbox.orders.createOrder({ body: { ...testProduct("success"), metadata: { ref: "a-1" }, po_number: "PO 7" } });
  assertType(order, "OrderResponse");
  assert.deepEqual(order.metadata, { ref: "a-1" });
  assert.equal(order.po_number, "PO 7");
  assert.equal(order.max_price, 10000);
  assert.equal(order.items.length, 1);
  assert.deepEqual(order.shipping_address, address);
});

test("the success product is placed, tracked and delivered as documented", async () => {
  const { id } = await sandbox.orders.createOrder({ body: testProduct("success") });
  const placed = await until(sandbox, id, final);
  assertType(placed, "OrderResponse");
  assert.equal(placed.status, "order_placed");
  assert.equal(placed.attempts, 1);
  assert.deepEqual(placed.merchant_order_ids, [`TEST-${id.slice(0, 8)}`]);
  const price = placed.job_result.price_components;
  assert.deepEqual(
    [price.subtotal, price.tax, price.shipping, price.total, price.currency],
    [4500, 250, 150, 4900, "USD"],
  );
  await advance("P5D");
  const delivered = await until(sandbox, id, (o) => o.items.every((i) => i.status === "delivered"));
  assertType(delivered, "OrderResponse");
  assert.equal(delivered.status, "order_placed");
  assert.equal(delivered.tracking_numbers[0].tracking_number, "ZINC_TEST_123456789");
  assert.equal(delivered.tracking_numbers[0].carrier, "usps");
  assert.equal(delivered.tracking_numbers[0].status, "delivered");
  assert.ok(delivered.tracking_numbers[0].checkpoints.length > 0);
  const timeline = await sandbox.orders.getOrderTimeline({ order_id: id });
  assertType(timeline, "OrderTimelineResponse");
  assert.deepEqual(
    timeline.milestones.map((m) => m.type),
    ["order_created", "order_placed", "tracking_acquired", "shipped", "delivered"],
  );
});

for (const [slug, errorType] of [
  ["price-exceeded", "max_price_exceeded"],
  ["out-of-stock", "product_out_of_stock"],
  ["invalid-variant", "invalid_variant"],
  ["shipping-unavailable", "shipping_unavailable"],
]) {
  test(`the product test-${slug} fails with ${errorType}`, async () => {
    const { id } = await sandbox.orders.createOrder({ body: testProduct(slug) });
    const failed = await until(sandbox, id, final);
    assertType(failed, "OrderResponse");
    assert.equal(failed.status, "order_failed");
    assert.equal(failed.job_result.success, false);
    assert.equal(failed.job_result.error_type, errorType);
    assert.equal(failed.items[0].status, "failed");
  });
}

for (const [slug, status, code] of [
  ["invalid-address", 400, "invalid_shipping_address"],
  ["url-unreachable", 400, "url_unreachable"],
  ["insufficient-funds", 402, "insufficient_funds"],
]) {
  test(`the product test-${slug} is refused at once with ${status} ${code}`, async () => {
    await assert.rejects(sandbox.orders.createOrder({ body: testProduct(slug) }), (e) => {
      assert.ok(e instanceof ZincError);
      assert.equal(e.statusCode, status);
      assert.equal(e.body.error.code, code);
      return true;
    });
  });
}

test("listTestProducts answers the eight documented products", async () => {
  const { products } = await sandbox.orders.listTestProducts();
  assert.deepEqual(
    products.map((p) => [p.scenario, p.is_synchronous_error]),
    [
      ["success", false],
      ["price_exceeded", false],
      ["out_of_stock", false],
      ["invalid_address", true],
      ["url_unreachable", true],
      ["invalid_variant", false],
      ["shipping_unavailable", false],
      ["insufficient_funds", true],
    ],
  );
  assert.ok(products.every((p) => p.url.startsWith("https://zinc.com/shop/products/test-") && p.name));
});

test("listOrders answers OrderListResponse, filtered, newest first, and apart from live orders", async () => {
  const ref = randomUUID();
  const first = await sandbox.orders.createOrder({ body: { ...testProduct("success"), metadata: { ref } } });
  const second = await sandbox.orders.createOrder({ body: { ...testProduct("success"), metadata: { ref } } });
  const list = await sandbox.orders.listOrders({ metadata_key: "ref", metadata_value: ref, limit: 10 });
  assertType(list, "OrderListResponse");
  assert.equal(list.total, 2);
  assert.deepEqual(list.orders.map((o) => o.id), [second.id, first.id]);
  const page = await sandbox.orders.listOrders({ metadata_key: "ref", metadata_value: ref, limit: 1, offset: 1 });
  assert.deepEqual([page.limit, page.offset, page.orders.map((o) => o.id)], [1, 1, [first.id]]);
  assert.equal((await live.orders.listOrders({ metadata_key: "ref", metadata_value: ref })).total, 0);
  assert.equal((await sandbox.orders.listOrders({ order_id: first.id.slice(0, 30) })).orders.some((o) => o.id === first.id), true);
});

test("X-Test-Mode moves a live key into the sandbox's data", async () => {
  const { id } = await live.orders.createOrder({ body: testProduct("success") }, { headers: { "X-Test-Mode": "true" } });
  await sandbox.orders.getOrder({ order_id: id });
  await assert.rejects(live.orders.getOrder({ order_id: id }), { statusCode: 404 });
});

test("a live key buys by a product's page", async () => {
  const body = { products: [{ url: "https://www.amazon.com/dp/B07JGBW826", quantity: 2 }], shipping_address: address, max_price: 100_000_00 };
  const { id } = await live.orders.createOrder({ body });
  const order = await until(live, id, final);
  assertType(order, "OrderResponse");
  assert.equal(order.status, "order_placed", JSON.stringify(order.job_result));
});

test("cancelOrder answers 204 while pending, and order_not_cancellable afterwards", async () => {
  const { id } = await sandbox.orders.createOrder({ body: testProduct("success") });
  await until(sandbox, id, final);
  await assert.rejects(sandbox.orders.cancelOrder({ order_id: id }), (e) => {
    assert.equal(e.body.error.code, "order_not_cancellable");
    return true;
  });
});

test("cancelOrder takes a pending order off, and it is never placed", async () => {
  // Two classic orders of one log-in are placed one after the other, so the second one waits behind a slow first.
  const email = `${randomUUID()}@example.com`;
  const slow = await classicOrder(email, { slow: "PT4S" });
  await until(live, slow, (o) => o.status === "in_progress");
  const waiting = await classicOrder(email, {});
  assert.equal((await live.orders.getOrder({ order_id: waiting })).status, "pending");
  await live.orders.cancelOrder({ order_id: waiting });
  const cancelled = await live.orders.getOrder({ order_id: waiting });
  assertType(cancelled, "OrderResponse");
  assert.equal(cancelled.status, "cancelled");
  assert.equal(cancelled.items[0].status, "cancelled");
  assert.equal((await until(live, slow, final)).status, "order_placed");
  assert.equal((await live.orders.getOrder({ order_id: waiting })).status, "cancelled");
});

async function classicOrder(email, scenario) {
  const { country, postal_code, ...rest } = address;
  const place = { ...rest, zip_code: postal_code, country };
  const reply = await fetch(`${baseUrl}/v1/orders`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${process.env.BRASS_CLIENT_TOKEN}:`)}` },
    body: JSON.stringify({
      retailer: "amazon",
      products: [{ product_id: "0923568964", quantity: 1 }],
      shipping_address: place,
      billing_address: place,
      shipping_method: "cheapest",
      payment_method: { use_gift: true },
      retailer_credentials: { email, password: "secret" },
      client_notes: { scenario },
    }),
  });
  const { request_id: id } = await reply.json();
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

test("a used idempotency key answers 409 already_exists with the order's id", async () => {
  const body = { ...testProduct("success"), idempotency_key: randomUUID() };
  const { id } = await sandbox.orders.createOrder({ body });
  await assert.rejects(sandbox.orders.createOrder({ body }), (e) => {
    assert.equal(e.statusCode, 409);
    assert.equal(e.body.error.code, "already_exists");
    assert.equal(e.body.error.details.order_id, id);
    assert.equal(e.body.error.details.identifier, body.idempotency_key);
    return true;
  });
});

test("a wrong key raises the SDK's error with 401", async () => {
  const stranger = new ZincClient({ baseUrl, apiKey: "Bearer zn_live_wrong", maxRetries: 0 });
  await assert.rejects(stranger.orders.listOrders(), (e) => {
    assert.ok(e instanceof ZincError);
    assert.equal(e.statusCode, 401);
    assert.equal(e.body.error.code, "invalid_token");
    return true;
  });
});

test("a body that does not fit raises UnprocessableEntityError with a place for each fault", async () => {
  const body = { products: [{ url: "https://www.amazon.com/dp/B07JGBW826", quantity: 0 }], shipping_address: { ...address, country: "USA" } };
  await assert.rejects(sandbox.orders.createOrder({ body }), (e) => {
    assert.ok(e instanceof Zinc.UnprocessableEntityError);
    assertType(e.body, "HttpValidationError");
    const places = e.body.detail.map((d) => d.loc.join("."));
    assert.deepEqual(places.sort(), ["body.max_price", "body.products.0.quantity", "body.shipping_address.country"]);
    return true;
  });
});

test("an unknown id raises the SDK's error with 404, one that is no id with 422", async () => {
  await assert.rejects(sandbox.orders.getOrder({ order_id: randomUUID() }), (e) => {
    assert.equal(e.statusCode, 404);
    assert.equal(e.body.error.code, "not_found");
    return true;
  });
  await assert.rejects(sandbox.orders.getOrder({ order_id: "nonsense" }), (e) => e instanceof Zinc.UnprocessableEntityError);
});

test("the webhook endpoint keeps its secret when the URL changes or goes", async () => {
  const first = await sandbox.webhooks.setWebhookEndpoint({ url: "http://127.0.0.1:9/hooks" });
  const { status, paused_at, failing_since, old_secret_until, ...ofTheSdk } = first;
  assertType(ofTheSdk, "WebhookEndpointResponse");
  // Brass tells more than the SDK's type has; the rest is handed through.
  assert.deepEqual([status, paused_at, failing_since, old_secret_until], ["active", null, null, null]);
  assert.match(first.webhook_secret, /^zn_whsec_.{24}$/);
  const second = await sandbox.webhooks.setWebhookEndpoint({ url: "http://127.0.0.1:9/other" });
  assert.equal(second.webhook_secret, first.webhook_secret);
  await sandbox.webhooks.clearWebhookEndpoint();
  const gone = await sandbox.webhooks.getWebhookEndpoint();
  assert.deepEqual([gone.webhook_url, gone.webhook_secret], [null, first.webhook_secret]);
});
