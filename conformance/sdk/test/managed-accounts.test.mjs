// `client.managedAccounts`, and the orders that are bought with them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { advance, amazonOrder, live, placed, refused, refusesStrangers, sandbox, settled, unfit, untilOrder } from "./support.mjs";

const accounts = sandbox.managedAccounts;
const seed = "jbsw y3dp ehpk 3pxp";

/** An account at a retailer of its own, so that no other test's order takes it. */
function create({ email = `${randomUUID()}@example.com`, retailer = "walmart", ...more } = {}) {
  return accounts.createRetailerCredentials({ email, password: "canary-password", retailer, ...more });
}

const found = async (id) => (await accounts.listRetailerCredentials({ limit: 500 })).credentials.find((a) => a.short_id === id);

/** Removes an account, so that orders of other tests are not bought with it. */
async function using(account, use) {
  try {
    await use(account);
  } finally {
    await accounts.deleteRetailerCredentials({ short_id: account.short_id });
  }
}

const amazon = (more) => create({ retailer: "amazon", is_paused: false, ...more });

test("an account is kept, and its secrets are never answered", async () => {
  const email = `${randomUUID()}@example.com`;
  const created = await create({ email, totp_secret: seed, retailer_config: { tier: "plus" } });
  const { id, short_id, created_at, updated_at, ...rest } = created;
  assert.match(short_id, /^zn_acct_[0-9A-Za-z]{8}$/);
  assert.equal(created_at, updated_at);
  assert.deepEqual(rest, {
    email,
    retailer: "walmart",
    retailer_id: null,
    has_totp: true,
    has_forwarding: false,
    is_paused: false,
    pause_reason: null,
    locked_by_job_id: null,
    cooldown_minutes: null,
    last_used_at: null,
    retailer_config: { tier: "plus" },
    forwarding_email: "",
  });
  assert.deepEqual(await found(short_id), created);
});

test("an update changes what it names and nothing else", async () => {
  const before = await create({ totp_secret: seed, retailer_config: { tier: "plus" } });
  const { short_id } = before;
  assert.equal((await accounts.updateRetailerCredentials({ short_id })).has_totp, true);
  const email = `${randomUUID()}@example.com`;
  const after = await accounts.updateRetailerCredentials({ short_id, email, totp_secret: null, retailer: "target" });
  assert.deepEqual(after, { ...before, email, has_totp: false, retailer: "target", updated_at: after.updated_at });
  const paused = await accounts.updateRetailerCredentials({ short_id, is_paused: true, cooldown_minutes: 30 });
  assert.deepEqual([paused.is_paused, paused.cooldown_minutes], [true, 30]);
});

test("accounts are listed newest first, in pages, by a part of the e-mail address or the retailer", async () => {
  const mark = randomUUID();
  const ids = [];
  for (const name of ["a", "b", "c"]) ids.unshift((await create({ email: `${name}-${mark}@example.com` })).short_id);
  const list = async (request) => {
    const { credentials, total } = await accounts.listRetailerCredentials({ search: mark, ...request });
    return { ids: credentials.map((a) => a.short_id), total };
  };
  assert.deepEqual(await list(), { ids, total: 3 });
  assert.deepEqual(await list({ limit: 1, offset: 1 }), { ids: [ids[1]], total: 3 });
  assert.deepEqual(await list({ search: `B-${mark.toUpperCase()}` }), { ids: [ids[1]], total: 1 });
  assert.ok((await accounts.listRetailerCredentials({ search: "almar" })).total >= 3);
  assert.equal((await live.managedAccounts.listRetailerCredentials({ search: mark })).total, 0);
});

test("a deleted account is gone", async () => {
  const { short_id } = await create();
  await accounts.deleteRetailerCredentials({ short_id });
  assert.equal(await found(short_id), undefined);
  await refused(accounts.deleteRetailerCredentials({ short_id }), 404, "not_found");
  await refused(accounts.updateRetailerCredentials({ short_id }), 404, "not_found");
  await refused(sandbox.orders.createOrder({ body: amazonOrder({ retailer_credentials_id: short_id }) }), 404, "not_found");
});

test("each place that does not fit is named", async () => {
  await unfit(accounts.createRetailerCredentials({}), "body.email");
  const faulty = { email: "", password: 1, retailer: "", totp_secret: "287082", retailer_config: "none", cooldown_minutes: -1 };
  const places = Object.keys(faulty).map((name) => `body.${name}`);
  await unfit(accounts.createRetailerCredentials(faulty), ...places);
  const { short_id } = await create();
  await unfit(accounts.updateRetailerCredentials({ short_id, ...faulty }), ...places);
  await unfit(accounts.updateRetailerCredentials({ short_id: "nonsense" }), "path.short_id");
  await unfit(accounts.deleteRetailerCredentials({ short_id: "nonsense" }), "path.short_id");
  await unfit(accounts.listRetailerCredentials({ limit: 501, offset: -1 }), "query.limit", "query.offset");
});

test("one log-in at one retailer is one account", async () => {
  const { email, short_id } = await create();
  const { details } = await refused(create({ email: email.toUpperCase() }), 409, "already_exists");
  assert.equal(details.identifier, short_id);
  await create({ email, retailer: "target" });
});

test("an order is bought with the account that it names", async () => {
  await using(await amazon(), async ({ id, short_id, email }) => {
    const order = await placed(sandbox, amazonOrder({ retailer_credentials_id: short_id }));
    assert.deepEqual([order.retailer_credentials_id, order.retailer_credentials_uuid], [short_id, id]);
    assert.equal(order.job_result.merchant_order_ids[0].account, email);
    const used = await found(short_id);
    assert.ok(used.last_used_at >= order.created_at);
    assert.equal(used.locked_by_job_id, null);
  });
});

test("an account of another retailer, or one that is paused, is refused", async () => {
  const elsewhere = await create();
  const named = ({ short_id }) => sandbox.orders.createOrder({ body: amazonOrder({ retailer_credentials_id: short_id }) });
  assert.ok((await unusable(named(elsewhere))).details.retailer_credentials_id.includes("walmart"));
  await using(await amazon({ is_paused: true }), async (paused) => {
    assert.ok((await unusable(named(paused))).details.retailer_credentials_id.includes("paused"));
  });
});

async function unusable(call) {
  try {
    await call;
  } catch (e) {
    assert.equal(e.statusCode, 422);
    assert.equal(e.body.error.code, "validation_error");
    return e.body.error;
  }
  assert.fail("it was not refused");
}

test("the second factor is answered with the code of the moment, and a wrong one pauses the account", async () => {
  await using(await amazon({ email: "two-factor@sandbox.brass.test", totp_secret: "JBSWY3DPEHPK3PXQ" }), async ({ short_id }) => {
    const wish = amazonOrder({ retailer_credentials_id: short_id });
    const failed = await settled(sandbox, wish);
    assert.deepEqual([failed.status, failed.job_result.error_type], ["order_failed", "login_failed"]);
    const paused = await found(short_id);
    assert.ok(paused.is_paused && paused.pause_reason.length > 0);
    const mended = await accounts.updateRetailerCredentials({ short_id, totp_secret: seed });
    assert.deepEqual([mended.is_paused, mended.pause_reason], [false, null]);
    await placed(sandbox, wish);
  });
});

test("the cooldown keeps the next order waiting", async () => {
  await using(await amazon({ cooldown_minutes: 600 }), async ({ short_id }) => {
    const wish = amazonOrder({ retailer_credentials_id: short_id });
    await placed(sandbox, wish);
    const { id } = await sandbox.orders.createOrder({ body: wish });
    await advance("PT5H");
    assert.equal((await sandbox.orders.getOrder({ order_id: id })).status, "pending");
    await advance("PT6H");
    await untilOrder(sandbox, id, (order) => order.status === "order_placed");
  });
});

test("every method of managedAccounts refuses a wrong key", async () => {
  const { short_id } = await create();
  await refusesStrangers("managedAccounts", {
    listRetailerCredentials: [],
    createRetailerCredentials: [{ email: "tim@example.com" }],
    updateRetailerCredentials: [{ short_id }],
    deleteRetailerCredentials: [{ short_id }],
  });
});
