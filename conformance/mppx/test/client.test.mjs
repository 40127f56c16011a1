// The client pays by itself: nothing here knows of challenges.
import assert from "node:assert/strict";
import test from "node:test";
import { Receipt } from "mppx";
import { Mppx } from "mppx/client";
import { paying } from "../local.mjs";
import { base, order, post } from "./support.mjs";

function client(token, events = []) {
  const mppx = Mppx.create({
    methods: [paying(token)],
    polyfill: false,
    onChallenge: async (challenge, { createCredential }) => {
      events.push(challenge);
      return createCredential();
    },
  });
  return mppx;
}

test("the client pays for an order and gets it", async () => {
  const challenges = [];
  const reply = await client("local-ok", challenges).fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 201);
  const created = await reply.json();
  assert.equal(Receipt.fromResponse(reply).status, "success");
  assert.equal(challenges.length, 1);

  const key = reply.headers.get("x-api-key");
  const seen = await fetch(`${base}/orders/${created.id}`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(seen.status, 200);
  assert.equal((await seen.json()).id, created.id);
});

test("the same credential again buys nothing", async () => {
  const sent = [];
  const mppx = Mppx.create({
    methods: [paying()],
    polyfill: false,
    fetch: (url, init) => {
      sent.push([url, init]);
      return fetch(url, init);
    },
  });
  const first = await mppx.fetch(`${base}/agent/orders`, post(order()));
  assert.equal(first.status, 201);
  const paid = sent.at(-1);
  const again = await fetch(...paid);
  assert.equal(again.status, 409);
  assert.equal((await again.json()).error.details.order_id, (await first.json()).id);
});

test("a body changed after the challenge is refused", async () => {
  let sent = 0;
  const mppx = Mppx.create({
    methods: [paying()],
    polyfill: false,
    fetch: (url, init) => fetch(url, { ...init, body: JSON.stringify(order({ po_number: `${++sent}` })) }),
  });
  const reply = await mppx.fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 402);
  assert.ok(sent > 1, "it was never paid");
  assert.match((await reply.json()).type, /invalid-challenge$/);
});

test("a payment that is declined is handed to the caller, and buys nothing", async () => {
  const reply = await client("local-declined").fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 402);
  assert.equal((await reply.json()).error.code, "payment_failed");
});

test("a payment in doubt is not paid again", async () => {
  const challenges = [];
  const reply = await client("local-lost", challenges).fetch(`${base}/agent/orders`, post(order()));
  assert.equal(reply.status, 409);
  assert.equal((await reply.json()).error.details.reason, "payment_in_doubt");
  assert.equal(challenges.length, 1);
});

test("the client pays for an answer", async () => {
  const reply = await client("local-ok").fetch(`${base}/agent/search?q=book`, { method: "POST" });
  assert.equal(reply.status, 200);
  assert.ok((await reply.json()).results.length > 0);
});
