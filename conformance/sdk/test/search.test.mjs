// `client.search`.
import assert from "node:assert/strict";
import test from "node:test";
import { Zinc } from "zinc";
import { address, placed, poor, refused, refusesStrangers, sandbox, unfit } from "./support.mjs";

test("search finds what can be ordered at any store, each in turn", async () => {
  const { status, query, results, excluded_by_price } = await sandbox.search.search({ q: "desk lamp" });
  assert.equal(status, "completed");
  assert.equal(query, "desk lamp");
  assert.equal(excluded_by_price, null);
  const stores = new Set(results.map((r) => r.retailer));
  assert.ok(stores.size > 3);
  assert.equal(new Set(results.slice(0, stores.size).map((r) => r.retailer)).size, stores.size);
  const { url } = results.find((r) => r.retailer === "walmart" && r.available);
  await placed(sandbox, { products: [{ url }], shipping_address: address, max_price: 100_000_00 });
});

test("search keeps to prices and says what they left out", async () => {
  const all = await sandbox.search.search({ q: "toaster" });
  const some = await sandbox.search.search({ q: "toaster", min_price: 2000, max_price: 6000 });
  assert.ok(some.results.every((r) => r.price >= 2000 && r.price <= 6000));
  assert.equal(some.excluded_by_price, all.results.length - some.results.length);
  const none = await sandbox.search.search({ q: "toaster", max_price: 0 });
  assert.deepEqual(none.results, []);
  assert.ok(none.hint.length > 0);
});

test("search refuses what does not fit, and wants to be paid", async () => {
  await unfit(sandbox.search.search({ q: "", min_price: -1 }), "query.q", "query.min_price");
  await refused(poor.search.search({ q: "lamp" }), 402, "insufficient_funds", Zinc.PaymentRequiredError);
});

test("every method of search refuses a wrong key", async () => {
  await refusesStrangers("search", { search: [{ q: "lamp" }] });
});
