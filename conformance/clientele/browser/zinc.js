// A client of both APIs as public pages have it: fetch and JSON.
const config = new URLSearchParams(location.hash.slice(1));
const api = config.get("api");
const token = config.get("token");
const basic = { Authorization: `Basic ${btoa(`${token}:`)}` };
const bearer = { Authorization: `Bearer ${config.get("key")}` };

/** Sends a request; the answer's status, headers and body. */
async function call(method, path, { body, headers = basic, ...more } = {}) {
  const response = await fetch(api + path, {
    method,
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    ...more,
  });
  const text = await response.text();
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

const current = (method, path, more = {}) => call(method, path, { headers: bearer, ...more });

/** A key that nobody has had; randomUUID is there on https pages only. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const classicAddress = {
  first_name: "Tim",
  last_name: "Beaver",
  address_line1: "77 Massachusetts Avenue",
  address_line2: "",
  zip_code: "02139",
  city: "Cambridge",
  state: "MA",
  country: "US",
  phone_number: "5551230101",
};

/** The order of the classic documents, with what is given in place of its own. */
function classicOrder(more = {}) {
  return {
    retailer: "amazon",
    products: [{ product_id: "0923568964", quantity: 1, variants: [{ dimension: "color", value: "Red" }] }],
    max_price: 2300,
    shipping_address: classicAddress,
    shipping: { order_by: "price", max_days: 5, max_price: 1000 },
    is_gift: false,
    gift_message: "",
    payment_method: {
      name_on_card: "Ben Bitdiddle",
      number: "5555555555554444",
      security_code: "123",
      expiration_month: 1,
      expiration_year: 2031,
      use_gift: false,
    },
    billing_address: classicAddress,
    retailer_credentials: { email: "timbeaver@gmail.com", password: "myRetailerPassword" },
    ...more,
  };
}

/** An order of the current API. */
function currentOrder(more = {}) {
  const { zip_code: postal_code, ...address } = classicAddress;
  return {
    products: [{ url: "https://www.amazon.com/dp/B07JGBW826?ref=a|b", quantity: 1 }],
    shipping_address: { ...address, postal_code },
    max_price: 1_000_000,
    ...more,
  };
}

async function requestId(answer) {
  const { status, text, json } = await answer;
  same(status, 200, text);
  return json.request_id;
}

/** Looks again and again until a request of the classic API is done. */
const done = (path) => until(() => call("GET", path), ({ json }) => json.code !== "request_processing", path);

async function bought(order) {
  const id = await requestId(call("POST", "/v1/orders", { body: order }));
  const { json, text } = await done(`/v1/orders/${id}`);
  same(json._type, "order_response", text);
  return json;
}

const follow = (id, fits) => until(() => current("GET", `/orders/${id}`), ({ json }) => fits(json), `order ${id}`);

async function advance(duration) {
  same((await call("POST", "/sandbox/clock", { body: { advance: duration } })).status, 200);
}
