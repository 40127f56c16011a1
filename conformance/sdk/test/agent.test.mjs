// `client.agent`: whoever has no account pays for each call.
import assert from "node:assert/strict";
import test from "node:test";
import { Zinc, ZincClient } from "zinc";
import { address, clientOf, refused, stranger, unfit } from "./support.mjs";

const { agent } = stranger;
const order = (more) => ({
  products: [{ url: "https://www.amazon.com/dp/B07JGBW826" }],
  shipping_address: address,
  max_price: 500000,
  ...more,
});
const product = { product_id: "B07JGBW826", retailer: "amazon" };

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The header that pays what a refused call has cost. */
async function credentialFor(call) {
  let error;
  await assert.rejects(call, (e) => {
    error = e;
    return true;
  });
  assert.equal(error.constructor, Zinc.PaymentRequiredError, JSON.stringify(error.body));
  const header = error.rawResponse.headers.get("www-authenticate");
  const challenge = Object.fromEntries(
    [...header.split(", Payment ")[0].matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]),
  );
  return `Payment ${encoded({ challenge, payload: { token: "local-ok" } })}`;
}

test("an order is paid, looked at with its key, and bought once", async () => {
  const body = order();
  const authorization = await credentialFor(agent.createMppOrder({ body, method: "local" }));
  // The SDK shows headers of the whole answer only, which the same key gives again.
  const once = { headers: { "Idempotency-Key": "agent-order-1" } };
  const data = await agent.createMppOrder({ body, authorization }, once);
  const raw = new ZincClient({ baseUrl: process.env.BRASS_URL, apiKey: "none", maxRetries: 0 });
  const { data: again, rawResponse } = await raw.agent.createMppOrder({ body, authorization }, once).withRawResponse();
  assert.equal(again.id, data.id);
  const holder = clientOf(rawResponse.headers.get("x-api-key"));
  assert.equal((await holder.orders.getOrder({ order_id: data.id })).id, data.id);
  const { details } = await refused(
    agent.createMppOrder({ body, authorization }), 409, "already_exists", Zinc.ConflictError);
  assert.equal(details.order_id, data.id);
});

test("an order that does not fit costs nothing", async () => {
  await unfit(agent.createMppOrder({ body: order({ max_price: 0 }) }), "body.max_price");
  await refused(agent.createMppOrder({ body: order(), method: "gold" }), 400, "invalid_payment_method");
});

for (const [method, request, wrong, ...places] of [
  ["search", { q: "lamp" }, { q: "" }, "query.q"],
  ["productSearch", { query: "lamp", retailer: "amazon" }, { query: "", retailer: "amazon" }, "query.query"],
  ["productOffers", product, { ...product, retailer: "nobody" }, "query.retailer"],
  ["productDetails", product, { ...product, retailer: "nobody" }, "query.retailer"],
]) {
  test(`${method} is paid by itself`, async () => {
    const authorization = await credentialFor(agent[method](request));
    const answer = await agent[method](request, { headers: { authorization } });
    assert.equal(answer.status, "completed");
    await unfit(agent[method](wrong), ...places);
    await refused(agent[method](request, { queryParams: { method: "gold" } }), 400, "invalid_payment_method");
  });
}
