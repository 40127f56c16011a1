// `client.health` and `client.stats`: what everybody may know.
import assert from "node:assert/strict";
import test from "node:test";
import { stranger } from "./support.mjs";

test("getPublicHealth tells of each part", async () => {
  const { status, components } = await stranger.health.getPublicHealth();
  assert.ok(["up", "warning", "down"].includes(status));
  assert.equal(components.db, "up");
});

test("getDeliveryMap has points with two decimals", async () => {
  const { points, window_days } = await stranger.stats.getDeliveryMap();
  assert.equal(window_days, 30);
  for (const { lat, long } of points) {
    assert.deepEqual([lat, long], [Number(lat.toFixed(2)), Number(long.toFixed(2))]);
  }
});

test("getLifetimeStats adds up", async () => {
  const { orders_successful, gmv_cents, v1, combined } = await stranger.stats.getLifetimeStats();
  assert.equal(combined.orders_successful, orders_successful + v1.orders_successful);
  assert.equal(combined.gmv_cents, gmv_cents + v1.gmv_cents);
});
