// The client pays by the stripe rail, as built into mppx.
import assert from "node:assert/strict";
import test from "node:test";
import { Receipt } from "mppx";
import { Mppx } from "mppx/client";
import { payingWith } from "../stripe.mjs";
import { base, order, post } from "./support.mjs";

function client(card, sent = []) {
  return Mppx.create({
    methods: [payingWith(card)],
    polyfill: false,
    fetch: (url, init) => {
      sent.push([url, init]);
      return fetch(url, init);
    },
  });
}

test("the client pays for an order by stripe and gets it, once", async () => {
  const sent = [];
  const reply = await client("pm_card_visa", sent).fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 201);
  const receipt = Receipt.fromResponse(reply);
  assert.equal(receipt.method, "stripe");
  assert.match(receipt.reference, /^pi_/);

  const again = await fetch(...sent.at(-1));
  assert.equal(again.status, 409);
  assert.equal((await again.json()).error.details.order_id, (await reply.json()).id);
});

test("a card that is declined is told to the caller, and buys nothing", async () => {
  const reply = await client("pm_card_visa_chargeDeclined").fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 402);
  assert.equal((await reply.json()).error.code, "payment_failed");
});

test("a card that needs its owner buys nothing", async () => {
  const reply = await client("pm_card_authenticationRequired").fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 402);
});

test("an answer costs less than a card can pay, and is not offered to one", async () => {
  const reply = await fetch(`${base}/agent/search?q=book`, { method: "POST" });
  assert.equal(reply.status, 402);
  assert.doesNotMatch(reply.headers.get("www-authenticate"), /method="stripe"/);
});
