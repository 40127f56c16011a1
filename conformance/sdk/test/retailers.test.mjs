// `client.retailers`, which needs no key.
import assert from "node:assert/strict";
import test from "node:test";
import { amazonOrder, live, placed, stranger, unfit, until } from "./support.mjs";

const check = (url, country) => stranger.retailers.checkRetailer({ url, country });

test("listRetailers lists the stores that take orders", async () => {
  const { retailers, total, coverage } = await stranger.retailers.listRetailers();
  assert.equal(retailers.length, total);
  assert.ok(retailers.some((r) => r.retailer === "amazon" && r.base_url === "amazon.com"));
  assert.ok(coverage.summary.length > 0);
  const page = await stranger.retailers.listRetailers({ name: "AMAZON", limit: 1, offset: 1, include: "all" });
  assert.equal(page.retailers.length, 1);
  assert.ok(page.total > 1);
});

test("checkRetailer tells of a store what POST /orders would", async () => {
  await placed(live, amazonOrder());
  const page = "https://www.amazon.com/dp/B07JGBW826";
  const known = await until(() => check(page, "us"), (c) => c.support === "active", "active");
  assert.equal(known.orderable, true);
  assert.equal(known.domain, "amazon.com");
  assert.equal(known.evidence.orders_placed, true);
  assert.deepEqual([known.unsupported_reason, known.retailer.retailer], [null, "amazon"]);

  const unknown = await check("https://shop.example.com/products/x");
  assert.deepEqual([unknown.orderable, unknown.support], [false, "unsupported"]);
  assert.equal(unknown.unsupported_reason, "unsupported_retailer");
  assert.equal((await check(page, "FR")).unsupported_reason, "unsupported_country");
});

test("retailers refuses what does not fit", async () => {
  const [{ msg }] = await unfit(check("https://www.amazon.com", "USA"), "query.country");
  assert.match(msg, /'US'/);
  await unfit(check(""), "query.url");
  await unfit(stranger.retailers.listRetailers({ limit: 0, include: "some" }), "query.limit", "query.include");
});
