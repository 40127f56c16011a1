// `client.sandbox`: starting without an account, and claiming what was done.
import assert from "node:assert/strict";
import test from "node:test";
import { Zinc } from "zinc";
import { assertType, clientOf, live, placed, refused, sandbox, stranger, unfit } from "./support.mjs";

async function opened() {
  const answer = await stranger.sandbox.createSandboxKey({ name: "conformance" });
  return { answer, client: clientOf(answer.api_key), token: new URL(answer.claim_url).searchParams.get("token") };
}

test("createSandboxKey gives a key and an order that work as they are", async () => {
  const { answer, client } = await opened();
  assert.equal(answer.key, answer.api_key);
  assert.ok(answer.api_key.startsWith("zn_test_"));
  const order = await placed(client, answer.example_order);
  assertType(order, "OrderResponse");
  assert.equal((await client.orders.listOrders()).total, 1);
});

test("claimSandbox moves orders and keys, once, and the key keeps working", async () => {
  const { answer, client, token } = await opened();
  const order = await placed(client, answer.example_order);
  assert.equal((await client.sandbox.getSandboxStatus()).claimed, false);

  const claimed = await live.sandbox.claimSandbox({ token });

  assert.deepEqual([claimed.claimed, claimed.orders_moved, claimed.keys_moved], [true, 1, 1]);
  assert.equal((await client.sandbox.getSandboxStatus()).claimed, true);
  for (const caller of [client, sandbox]) {
    assert.equal((await caller.orders.getOrder({ order_id: order.id })).id, order.id);
  }
  await refused(live.sandbox.claimSandbox({ token }), 404, "not_found", Zinc.NotFoundError);
});

test("a sandbox is claimed with a live key, and asked for by its own", async () => {
  const { token } = await opened();
  await refused(sandbox.sandbox.claimSandbox({ token }), 403, "forbidden");
  await refused(stranger.sandbox.claimSandbox({ token }), 401, "invalid_token");
  await refused(stranger.sandbox.getSandboxStatus(), 401, "invalid_token");
  await unfit(live.sandbox.claimSandbox({}), "body.token");
  assert.equal((await sandbox.sandbox.getSandboxStatus()).claimed, false);
});

test("getQuickstart tells how to start", async () => {
  assert.match(await stranger.sandbox.getQuickstart(), /POST http:\/\/[^ ]+\/sandbox\/keys/);
});

test("createSandboxKey names what does not fit, and ends when it is asked too often", async () => {
  await unfit(stranger.sandbox.createSandboxKey({ email: "none", name: "x".repeat(101) }), "body.email", "body.name");
  await refused(stranger.sandbox.createSandboxKey({ name: "x".repeat(2 << 20) }), 413, "bad_request");
  const many = async () => {
    for (let i = 0; i < 11; i++) await stranger.sandbox.createSandboxKey(null);
  };
  const { details } = await refused(many(), 429, "rate_limit_exceeded", Zinc.TooManyRequestsError);
  assert.ok(details.retry_after_seconds > 0);
});
