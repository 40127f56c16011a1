// `client.payments`: payments by card that the buyer completes.
import assert from "node:assert/strict";
import test from "node:test";
import { Zinc } from "zinc";
import { amazonOrder, assertType, live, poor, refused, sandbox, stranger, unfit, until } from "./support.mjs";

const nobody = { payment_id: "3c90c3cc-0d44-4b50-8888-8dd25736052a" };
/** A card whose bank wants to see its owner. */
const shy = { mode: "card", payment_method: "pm_card_authenticationRequired" };

function untilPaid(order_id, block, state) {
  const ask = () => sandbox.orders.getOrder({ order_id });
  return until(ask, (order) => order[block].state === state, `the payment of ${order_id}`);
}

async function needed(payment = shy) {
  const order = sandbox.orders.createOrder({ body: amazonOrder({ payment }), "x-zinc-client": "claude" });
  return (await refused(order, 402, "payment_required")).details;
}

test("a card is charged what the order costs", async () => {
  const order = await sandbox.orders.createOrder({ body: amazonOrder({ payment: { mode: "card" } }) });
  assertType(order.payment, "OrderPaymentInfo");
  assert.deepEqual([order.payment.state, order.payment.simulated, order.connect], ["authorized", true, null]);
  const { payment, job_result } = await untilPaid(order.id, "payment", "captured");
  const { total } = job_result.price_components;
  assert.equal(payment.captured_cents, Math.ceil((total + payment.fee_cents + 30) / 0.971));
});

test("a customer's card is charged with a margin", async () => {
  const payment = { mode: "connect", payment_method: "pm_card_visa", margin: { type: "percent", value: 15 } };
  const order = await sandbox.orders.createOrder({ body: amazonOrder({ payment }) });
  assertType(order.connect, "OrderConnectInfo");
  assert.deepEqual([order.connect.state, order.payment], ["secured", null]);
  const { connect } = await untilPaid(order.id, "connect", "captured");
  assert.equal(connect.customer_margin, Math.round(connect.order_cost * 0.15));
});

test("the buyer pays on a page, and the poll finds the order", async () => {
  const { payment_id, pay_url, quote } = await needed();
  assertType(quote, "PaymentQuote");
  const pending = await stranger.payments.getPendingPayment({ payment_id });
  assert.deepEqual(
    [pending.status, pending.pay_url, pending.client.name, pending.order_id],
    ["requires_action", pay_url, "Claude", null],
  );
  const { url } = await stranger.payments.createCheckoutSession({ payment_id });

  assert.equal((await fetch(url, { method: "POST" })).status, 200);

  const paid = await stranger.payments.getPendingPayment({ payment_id });
  assert.deepEqual([paid.status, paid.pay_url], ["placed", null]);
  const order = await untilPaid(paid.order_id, "payment", "captured");
  assert.equal(order.payment.payment_method, "pm_card_visa");
  await refused(stranger.payments.createCheckoutSession({ payment_id }), 409, "already_exists");
});

test("what is no payment is told", async () => {
  await refused(stranger.payments.getPendingPayment(nobody), 404, "not_found");
  await refused(stranger.payments.createCheckoutSession(nobody), 404, "not_found");
  const mine = { payment_id: "mine" };
  await unfit(stranger.payments.getPendingPayment(mine), "path.payment_id");
  await unfit(stranger.payments.createCheckoutSession(mine), "path.payment_id");
});

test("a card that is declined, and a server without Stripe", async () => {
  const declined = { mode: "card", payment_method: "pm_card_chargeDeclined" };
  await refused(sandbox.orders.createOrder({ body: amazonOrder({ payment: declined }) }), 402, "payment_failed");
  for (const client of [live, poor]) {
    const order = client.orders.createOrder({ body: amazonOrder({ payment: { mode: "card" } }) });
    await refused(order, 400, "invalid_payment_method");
  }
});
