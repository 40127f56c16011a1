// `client.usage`.
import assert from "node:assert/strict";
import test from "node:test";
import { refusesStrangers, sandbox, unfit } from "./support.mjs";

test("getMyUsage counts the calls for product data and shows the last", async () => {
  const before = await sandbox.usage.getMyUsage({ window_days: 7 });
  await sandbox.search.search({ q: "fork" });
  const after = await sandbox.usage.getMyUsage({ window_days: 7, recent: 1 });
  assert.equal(after.window_days, 7);
  assert.equal(after.metrics.search.total, before.metrics.search.total + 1);
  assert.equal(after.metrics.search.series.length, 7);
  assert.equal(after.recent.length, 1);
  const [{ endpoint, query, result_count }] = after.recent;
  assert.deepEqual([endpoint, query], ["search", "fork"]);
  assert.ok(result_count > 0);
  assert.equal((await sandbox.usage.getMyUsage()).window_days, 30);
});

test("getMyUsage refuses a longer window", async () => {
  await unfit(sandbox.usage.getMyUsage({ window_days: 91, recent: -1 }), "query.window_days", "query.recent");
});

test("every method of usage refuses a wrong key", async () => {
  await refusesStrangers("usage", { getMyUsage: [] });
});
