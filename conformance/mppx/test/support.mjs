// What the tests share.

export const base = process.env.BRASS_URL;

export function order(more = {}) {
  return {
    products: [{ url: "https://www.amazon.com/dp/B07JGBW826" }],
    shipping_address: {
      first_name: "Tim",
      last_name: "Beaver",
      address_line1: "77 Massachusetts Avenue",
      city: "Cambridge",
      state: "MA",
      postal_code: "02139",
      phone_number: "5551230101",
      country: "US",
    },
    max_price: 500000,
    ...more,
  };
}

export function post(body) {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
