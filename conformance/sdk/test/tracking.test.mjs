// `client.tracking`: where an order is, for everybody who knows its id.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { address, advance, amazonOrder, placed, refused, sandbox, stranger, unfit, untilOrder } from "./support.mjs";

const scenario = { ship_after: "PT1H", deliver_after: "P30D" };

test("getPublicTracking tells where an order is, and nothing of who receives it", async () => {
  const customer_notifications = { email: "ada@example.net" };
  const { id, items } = await placed(sandbox, amazonOrder({ metadata: { scenario }, customer_notifications }));
  await advance("P1D");
  const order = await untilOrder(sandbox, id, (o) => o.tracking_numbers[0]?.status === "in_transit");
  assert.deepEqual(order.customer_notifications, { email: "ada@example.net", delivered: null });

  const seen = await stranger.tracking.getPublicTracking({ order_id: id });
  assert.equal(seen.current_status, "order_placed");
  const { first_name, last_name, phone_number, ...destination } = address;
  assert.deepEqual(seen.destination, { address_line2: null, ...destination });
  const [{ carrier, tracking_number, checkpoints }] = order.tracking_numbers;
  assert.deepEqual(
    seen.shipments.map((s) => [s.carrier, s.tracking_number, s.status, s.checkpoints]),
    [[carrier, tracking_number, "in_transit", checkpoints]],
  );
  assert.deepEqual(seen.items, [{ url: items[0].url, quantity: 1, variant: null, status: "shipped" }]);
});

test("getPublicTracking refuses orders that keep nobody up to date, and what is no id", async () => {
  const { id } = await placed(sandbox, amazonOrder());
  for (const order_id of [id, randomUUID()]) {
    await refused(stranger.tracking.getPublicTracking({ order_id }), 404, "not_found");
  }
  await unfit(stranger.tracking.getPublicTracking({ order_id: "nonsense" }), "path.order_id");
});
