// A page of somebody else, who has got hold of keys and may not use them from there.

/** What a page learns of a request that the browser keeps from it. */
const kept = (promise) => promise.then(({ status }) => `answered ${status}`, (error) => error.name);

test("no request with a key is answered", async () => {
  same(await kept(call("GET", "/v1/orders")), "TypeError");
  same(await kept(current("GET", "/orders")), "TypeError");
  same(await kept(call("GET", "/v1/products/0923568964?retailer=amazon")), "TypeError");
  same(await kept(current("DELETE", "/webhooks/endpoint")), "TypeError");
});

test("no order is placed, by either API", async () => {
  const idempotency_key = config.get("order");
  same(await kept(call("POST", "/v1/orders", { body: classicOrder({ idempotency_key }) })), "TypeError");
  same(await kept(current("POST", "/orders", { body: currentOrder({ idempotency_key }) })), "TypeError");
});

test("what goes without asking is neither answered nor done", async () => {
  const body = JSON.stringify(classicOrder({ idempotency_key: config.get("order") }));
  const simple = (path, more) => fetch(api + path, { method: "POST", body, ...more });
  same(await kept(simple("/v1/orders")), "TypeError");
  same(await kept(simple("/orders", { headers: { "Content-Type": "text/plain" } })), "TypeError");
  const blind = await simple("/v1/orders", { mode: "no-cors" });
  same([blind.type, blind.status, await blind.text()], ["opaque", 0, ""]);
  same(navigator.sendBeacon(`${api}/v1/orders`, body), true);
});

test("what everybody may see is not for its pages either", async () => {
  for (const path of ["/health/live", "/openapi/v1.yaml", "/retailers", "/"]) {
    same(await kept(fetch(api + path)), "TypeError");
  }
});
