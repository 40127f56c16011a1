// What the tests share: clients of the official SDK, an address and orders, and the ways to wait and to be refused.
import assert from "node:assert/strict";
import { Zinc, ZincClient, ZincError } from "zinc";
import { methodsOf, noted } from "../calls.mjs";
import { faults } from "../types.mjs";

const baseUrl = process.env.BRASS_URL;
const testKey = process.env.BRASS_TEST_API_KEY;

export const live = clientOf(process.env.BRASS_API_KEY);
export const sandbox = clientOf(testKey);
export const stranger = clientOf("zn_live_wrong");
/** Of a server where calls for product data cost something that its tenant does not have. */
export const poor = clientOf(process.env.BRASS_PREPAID_API_KEY, process.env.BRASS_PREPAID_URL);

/** A person who decides: an operator, for the default tenant. */
export const person = clientOf(process.env.BRASS_ADMIN_KEY);

/** What an SDK method takes as `authorization` to act with the test key, whatever its client's key is. */
export const testAuthorization = `Bearer ${testKey}`;

export function clientOf(key, url = baseUrl) {
  return noted(new ZincClient({ baseUrl: url, apiKey: `Bearer ${key}`, maxRetries: 0 }));
}

export const address = {
  first_name: "Tim",
  last_name: "Beaver",
  address_line1: "77 Massachusetts Avenue",
  city: "Cambridge",
  state: "MA",
  postal_code: "02139",
  phone_number: "5551230101",
  country: "US",
};

/** An order of one of the documented test products. */
export function testProduct(slug, more = {}) {
  return {
    products: [{ url: `https://zinc.com/shop/products/test-${slug}` }],
    shipping_address: address,
    max_price: 10000,
    ...more,
  };
}

/** An order of what the sandbox's Amazon sells. */
export function amazonOrder({ id = "B07JGBW826", quantity = 1, metadata = {}, ...more } = {}) {
  return {
    products: [{ url: `https://www.amazon.com/dp/${id}`, quantity }],
    shipping_address: address,
    max_price: 100_000_00,
    metadata,
    ...more,
  };
}

export function assertType(value, type) {
  assert.deepEqual(faults(value, type), [], `not a ${type}`);
}

/** Asks until the answer is as wanted. */
export async function until(ask, done, what) {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > end) assert.fail(`${what} did not get there: ${JSON.stringify(answer)}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

export function untilOrder(client, id, done) {
  return until(() => client.orders.getOrder({ order_id: id }), done, `order ${id}`);
}

export const isFinal = (order) => !["pending", "in_progress"].includes(order.status);

/** Creates an order and waits until it is placed or failed. */
export async function settled(client, body) {
  const { id } = await client.orders.createOrder({ body });
  return untilOrder(client, id, isFinal);
}

/** As above, for one that must be placed. */
export async function placed(client, body) {
  const order = await settled(client, body);
  assert.equal(order.status, "order_placed", JSON.stringify(order.job_result));
  return order;
}

/** Moves the sandbox's time, which is the tenant's and not one test's. */
export async function advance(duration) {
  const reply = await fetch(`${baseUrl}/sandbox/clock`, {
    method: "POST",
    headers: { authorization: testAuthorization },
    body: JSON.stringify({ advance: duration }),
  });
  assert.equal(reply.status, 200);
}

/** Submits through the classic API, where orders of one log-in wait for each other. */
export async function classicOrder(email, scenario) {
  const { postal_code, ...rest } = address;
  const place = { ...rest, zip_code: postal_code };
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

/** The `error` of a call that is refused with that status and code, as an error of that class. */
export async function refused(call, status, code, type = ZincError) {
  const { body } = await failure(call, status, type);
  assert.equal(body.error.code, code, JSON.stringify(body));
  assert.ok(body.error.message.length > 0);
  return body.error;
}

/** The `detail` of a call whose parts at those places, such as `body.max_price`, do not fit the schema. */
export async function unfit(call, ...places) {
  const { body } = await failure(call, 422, Zinc.UnprocessableEntityError);
  const at = body.detail.map((fault) => fault.loc.join("."));
  assert.deepEqual(at.sort(), places.sort(), JSON.stringify(body));
  return body.detail;
}

async function failure(call, status, type) {
  let error;
  await assert.rejects(call, (e) => {
    if (!(e instanceof ZincError)) throw e;
    error = e;
    return true;
  });
  assert.equal(error.statusCode, status, JSON.stringify(error.body));
  assert.equal(error.constructor, type);
  return error;
}

/** Every method of the resource refuses a wrong key, and does not tell it whether there is what it names. */
export async function refusesStrangers(resource, requests) {
  assert.deepEqual(Object.keys(requests).sort(), methodsOf(stranger[resource]).sort());
  for (const [method, request] of Object.entries(requests)) {
    await refused(stranger[resource][method](...request), 401, "invalid_token");
  }
}

/** The rows of a CSV file, each with its cells by heading. */
export function csvRows(text) {
  assert.equal(typeof text, "string");
  assert.ok(text.endsWith("\r\n"));
  const [headings, ...rows] = text.slice(0, -2).split("\r\n").map(cells);
  return rows.map((row) => {
    assert.equal(row.length, headings.length);
    return Object.fromEntries(headings.map((heading, i) => [heading, row[i]]));
  });
}

/** The cells of a line without line breaks in them. */
function cells(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}

/** What is made once, by the first who asks. */
export function once(make) {
  let made;
  return () => (made ??= make());
}
