// `client.products`.
import assert from "node:assert/strict";
import test from "node:test";
import { Zinc } from "zinc";
import { live, poor, refused, refusesStrangers, sandbox, unfit, until } from "./support.mjs";

const product = (more = {}) => ({ product_id: "B07JGBW826", retailer: "amazon", ...more });
const hub = (more = {}) => ({ query: "usb hub", retailer: "amazon", ...more });
const methods = ["getProductDetails", "getProductOffers"];

test("getProductDetails tells what a product is, to live and to test keys", async () => {
  for (const client of [live, sandbox]) {
    const details = await client.products.getProductDetails(product({ max_age: 3600 }));
    assert.equal(details.status, "completed");
    assert.equal(details.retailer, "amazon");
    assert.equal(details.product_id, "B07JGBW826");
    assert.equal(details.asin, "B07JGBW826");
    assert.ok(details.title.length > 0 && details.price > 0 && details.images.length > 0);
    assert.ok(details.timestamp > 0 && details.stars <= 5 && details.all_variants.length > 0);
  }
});

test("getProductOffers tells who sells a product", async () => {
  const offers = await sandbox.products.getProductOffers(product());
  assert.equal(offers.status, "completed");
  for (const offer of offers.offers) {
    assert.ok(offer.price > 0 && offer.offer_id && offer.seller.name);
    assert.ok(Object.values(Zinc.GetProductOffersProductsProductIdOffersGetResponse.Offers.Item.Condition).includes(offer.condition));
  }
});

test("a store can be named by its host, and an answer can be waited for elsewhere", async () => {
  const { domain } = await sandbox.products.getProductDetails(product({ retailer: "amazon.com" }));
  assert.equal(domain, "amazon.com");
  for (const method of methods) {
    const request = { product_id: "B00SDKLATER", retailer: "walmart", async: true };
    const asked = () => sandbox.products[method](request);
    assert.equal((await asked()).status, "processing");
    const answer = await until(asked, (a) => a.status !== "processing", method);
    assert.equal(answer.status, "completed");
  }
});

test("what nobody sells is a failure that says why", async () => {
  for (const method of methods) {
    const { status, code, message } = await sandbox.products[method](product({ product_id: "ERR-expired_product_id" }));
    assert.deepEqual([status, code], ["failed", "product_not_found"]);
    assert.ok(message.length > 0);
  }
});

test("searchProducts finds products page by page", async () => {
  const seen = new Set();
  for (let page = 1; page; ) {
    const { status, results, next_page } = await sandbox.products.searchProducts(hub({ page }));
    assert.equal(status, "completed");
    for (const { product_id } of results) assert.ok(!seen.has(product_id) && seen.add(product_id));
    page = next_page;
  }
  assert.ok(seen.size > 0);
  const free = await sandbox.products.searchProducts(hub({ free_shipping: true }));
  assert.ok(free.results.every((r) => r.ship_price === 0));
});

test("products refuses what does not fit", async () => {
  for (const method of methods) {
    const get = (more) => sandbox.products[method](product(more));
    await unfit(get({ retailer: "nobody" }), "query.retailer");
    await unfit(get({ max_age: 60, newer_than: 1 }), "query.newer_than");
    await refused(get({ max_age: 30 }), 400, "bad_request");
  }
  await unfit(sandbox.products.searchProducts(hub({ query: "", page: 0 })), "query.query", "query.page");
});

test("products wants to be paid", async () => {
  for (const method of methods) {
    await refused(poor.products[method](product()), 402, "insufficient_funds", Zinc.PaymentRequiredError);
  }
  await refused(poor.products.searchProducts(hub()), 402, "insufficient_funds", Zinc.PaymentRequiredError);
});

test("every method of products refuses a wrong key", async () => {
  await refusesStrangers("products", {
    searchProducts: [hub()],
    getProductDetails: [product()],
    getProductOffers: [product()],
  });
});
