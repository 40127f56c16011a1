// A shop whose page calls the server itself, from an origin that may.

test("an order is placed, told of, shipped, delivered and returned", async () => {
  // The server of this page receives, too, under a name that the other one knows.
  const hook = `/hook/${newKey()}`;
  same((await current("PUT", "/webhooks/endpoint", { body: { url: config.get("hooks") + hook } })).status, 200);
  const received = (...events) =>
    until(
      () => fetch(`${hook}?seen`).then((response) => response.json()),
      (hooks) => events.every((event) => hooks.some((hook) => hook.event === event)),
      "the webhooks",
    );
  const created = await current("POST", "/orders", {
    body: currentOrder({ metadata: { cart: "17", note: null }, is_gift: null }),
    headers: { ...bearer, "Idempotency-Key": newKey(), "X-Requested-With": "XMLHttpRequest" },
  });
  same(created.status, 201, created.text);
  const { id } = created.json;
  const placed = await follow(id, (order) => order.status === "order_placed");
  same(placed.json.metadata, { cart: "17", note: null });
  // A receiver that gets nothing for days is paused, and the clock is about to jump.
  await received("order.started", "order.placed");
  await advance("P10D");
  const delivered = await follow(id, (order) => order.items[0].status === "delivered");
  same(delivered.json.tracking_numbers.length, 1);

  const hooks = await received("order.started", "order.placed", "order.tracking_received", "order.delivered");
  same([...new Set(hooks.map(({ order_id }) => order_id))], [id]);
  same((await current("DELETE", "/webhooks/endpoint")).status, 204);

  const wish = { order_id: id, items: [{ order_item_id: delivered.json.items[0].id, quantity: 1 }], reason: "damaged" };
  const opened = await current("POST", "/returns", { body: wish });
  same(opened.status, 201, opened.text);
  const path = `/returns/${opened.json.id}`;
  const approved = await until(() => current("GET", path), ({ json }) => json.status === "approved", path);
  ok(approved.json.label_urls.every((url) => URL.canParse(url)), approved.text);
});

test("a key makes one order, also when the page was left before the answer came", async () => {
  const idempotency_key = newKey().slice(0, 32);
  const leaving = new AbortController();
  const first = current("POST", "/orders", { body: currentOrder({ idempotency_key }), signal: leaving.signal });
  leaving.abort();
  same(await first.then(() => "answered", (error) => error.name), "AbortError");
  const second = await current("POST", "/orders", { body: currentOrder({ idempotency_key }), keepalive: true });
  ok([201, 409].includes(second.status), second.text);
  const third = await current("POST", "/orders", { body: currentOrder({ idempotency_key }) });
  same([third.status, third.json.error.code], [409, "already_exists"]);
  same(third.json.error.details.order_id, second.json.id ?? second.json.error.details.order_id);
});

test("errors are read with their headers", async () => {
  const stranger = await call("GET", "/orders", { headers: {} });
  same([stranger.status, stranger.json.error.code], [401, "unauthorized"]);
  const classic = await call("GET", "/v1/orders", { headers: {} });
  same([classic.status, classic.json.code], [401, "invalid_client_token"]);
  ok(classic.headers.get("WWW-Authenticate").startsWith("Basic realm="), "no WWW-Authenticate");
  const wrong = await current("POST", "/orders", { body: currentOrder({ shipping_address: {} }) });
  same(wrong.status, 422);
  ok(wrong.json.detail.some(({ loc }) => loc.join(".") === "body.shipping_address.city"), wrong.text);
  const nowhere = await current("GET", "/orders/00000000-0000-4000-8000-000000000000");
  same(nowhere.status, 404);
  for (const answer of [stranger, wrong, nowhere]) ok(answer.headers.get("X-Request-Id"), "no X-Request-Id");
});

test("limits are read off the headers", async () => {
  const { headers } = await current("GET", "/wallet/me");
  ok(/^"requests";r=\d+$/.test(headers.get("RateLimit")), headers.get("RateLimit"));
  const policy = headers.get("RateLimit-Policy");
  ok(/^"requests";q=\d+;qu="concurrent-requests"$/.test(policy), policy);
  const open = () => call("POST", "/sandbox/keys", { headers: {} });
  const refused = await until(open, ({ status }) => status === 429, "the limit of sandboxes");
  ok(Number(refused.headers.get("Retry-After")) > 0, refused.headers.get("Retry-After"));
  same(refused.json.error.code, "rate_limit_exceeded");
});

test("products are found with what a user types", async () => {
  const query = new URLSearchParams({ query: "café lamp & shade|50% 🎁", retailer: "amazon", page: 1 });
  const found = await current("GET", `/products/search?${query}`);
  same(found.status, 200, found.text);
  // As it stands in a template, for the browser to encode what it must.
  const raw = await call("GET", "/v1/search?query=women%shorts|{red} ü^`\"<>&page=1&retailer=amazon");
  same([raw.status, raw.json.status], [200, "completed"], raw.text);
  const { product_id, title } = raw.json.results[0];
  const details = await call("GET", `/v1/products/${encodeURIComponent(product_id)}?retailer=amazon`);
  same(details.json.title, title);
  const offers = await call("GET", `/v1/products/${product_id}/offers?retailer=amazon`, { cache: "no-store" });
  ok(offers.json.offers.length > 1, offers.text);
  const later = await current("GET", `/products/${product_id}?retailer=amazon`);
  same(later.json.title, title, later.text);
});

test("a file that was chosen is ordered from, and what became of it is saved", async () => {
  const rows = [
    "product_url,quantity,name,address1,city,state,zip,max_price",
    "https://www.amazon.com/dp/B0DFC2DWD5,1,Zoë Beaver,77 Massachusetts Avenue,Cambridge,MA,02139,4999000",
  ];
  const form = new FormData();
  form.append("file", new File([rows.join("\r\n")], "orders.csv", { type: "text/csv" }));
  const upload = await fetch(`${api}/orders/bulk`, { method: "POST", headers: bearer, body: form });
  const batch = await upload.json();
  ok(upload.ok, JSON.stringify(batch));
  const path = `/orders/bulk/${batch.id}`;
  await until(() => current("GET", path), ({ json }) => json.outcome_counts?.bought === 1, path);
  const results = await current("GET", `${path}/results.csv`);
  ok(results.text.includes("Zoë Beaver"), results.text);
  ok(results.headers.get("Content-Disposition").includes("filename="), "no Content-Disposition");
});

test("a classic order is placed, with the token in each place where pages put it", async () => {
  const order = await bought(
    classicOrder({ client_notes: { our_internal_order_id: "abc123" }, webhooks: { order_placed: null } }),
  );
  same(order.price_components.total, 1999);
  for (const Authorization of [
    `Basic ${btoa(`${token}:`)}`,
    `Basic ${btoa(token)}`,
    `Basic ${btoa(`${token}: `)}`,
    `Basic: ${btoa(token)}`,
    `Bearer ${token}`,
  ]) {
    const answer = await call("GET", `/v1/orders/${order.request_id}`, { headers: { Authorization } });
    same([answer.status, answer.json.request_id], [200, order.request_id], Authorization.split(" ")[0]);
  }
});

test("a request of before fetch reads what was given again", async () => {
  const products = { product_id: "0923568964", quantity: "1" };
  const body = JSON.stringify(classicOrder({ idempotency_key: newKey(), products }));
  const send = () =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open("POST", `${api}/v1/orders/`);
      xhr.setRequestHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
      xhr.setRequestHeader("Authorization", `Basic: ${btoa(token)}`);
      xhr.onload = () => resolve(xhr);
      xhr.onerror = () => reject(new Error("the request was kept from the page"));
      xhr.send(body);
    });
  const first = await send();
  same(first.status, 200, first.responseText);
  const again = await send();
  same(again.responseText, first.responseText);
  same([first, again].map((xhr) => xhr.getResponseHeader("idempotent-replayed")), [null, "true"]);
});

test("an order that waits is called off, by either API", async () => {
  const waiting = () => requestId(call("POST", "/v1/orders", { body: classicOrder({ bundled: true }) }));
  const aborted = await call("POST", `/v1/orders/${await waiting()}/abort`);
  same([aborted.status, aborted.json.code], [200, "aborted_request"], aborted.text);
  const again = await requestId(call("POST", `/v1/orders/${aborted.json.request_id}/retry`, {
    body: { payment_method: classicOrder().payment_method },
  }));
  const live = { Authorization: `Bearer ${config.get("live")}` };
  const uuid = again.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  same((await call("POST", `/orders/${uuid}/cancel`, { headers: live })).status, 204);
  same((await done(`/v1/orders/${again}`)).json.code, "aborted_request");
});

test("a classic order that is placed is cancelled or goes back", async () => {
  const order = await bought(classicOrder());
  const cancel = await requestId(call("POST", `/v1/orders/${order.request_id}/cancel`, { body: {} }));
  same((await done(`/v1/cancellations/${cancel}`)).json._type, "cancellation_response");
  const other = await bought(classicOrder());
  await advance("P3D");
  const back = await requestId(
    call("POST", `/v1/orders/${other.request_id}/return`, {
      body: {
        products: [{ product_id: "0923568964", quantity: 1 }],
        reason_code: "inaccurate website description",
        method_code: "UPS Dropoff",
        explanation: "It is blue.",
        webhooks: null,
      },
    }),
  );
  same((await done(`/v1/returns/${back}`)).json.label_urls.length, 1);
  for (const max_price of [1, "1"]) {
    const dear = await requestId(call("POST", "/v1/orders", { body: classicOrder({ max_price }) }));
    same((await done(`/v1/orders/${dear}`)).json.code, "max_price_exceeded");
  }
});

test("neither cookies nor a page without an origin are let in", async () => {
  const kept = await call("GET", "/v1/orders", { credentials: "include" }).catch((error) => error.name);
  same(kept, "TypeError");
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  const answer = new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true }));
  const script = `fetch(${JSON.stringify(`${api}/v1/orders`)}, { headers: ${JSON.stringify(basic)} })
    .then((response) => response.status, (error) => error.name).then((said) => parent.postMessage(said, "*"))`;
  frame.srcdoc = `<script>${script}</` + "script>";
  document.body.append(frame);
  same(await answer, "TypeError");
});
