// The CLI, as a person calls it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { base, order } from "./support.mjs";

const folder = new URL("..", import.meta.url).pathname;

async function mppx(...args) {
  try {
    const { stdout, stderr } = await promisify(execFile)("node", ["node_modules/mppx/dist/bin.js", ...args], {
      cwd: folder,
      timeout: 60_000,
      env: { ...process.env, NO_COLOR: "1", MPPX_PRIVATE_KEY: `0x${"11".repeat(32)}` },
    });
    return { code: 0, out: stdout + stderr };
  } catch (e) {
    return { code: e.code, out: `${e.stdout}${e.stderr}` };
  }
}

test("the CLI pays for an order and gets it", async () => {
  const { code, out } = await mppx(
    `${base}/agent/orders?method=local`, "-c", "mppx.config.mjs", "-i", "-J", JSON.stringify(order()));
  assert.equal(code, 0, out);
  assert.match(out, /HTTP\/1.1 201/);
  assert.match(out, /x-api-key: zn_live_/i);
});

test("the CLI pays by x402, with an authorization that it signs", async () => {
  const { code, out } = await mppx(
    `${base}/agent/orders?method=x402`, "--protocol", "x402", "-i", "-J", JSON.stringify(order()));
  assert.equal(code, 0, out);
  assert.match(out, /HTTP\/1.1 201/);
  assert.match(out, /payment-response: /i);
});

test("the CLI pays by stripe, with a token that it asks for", async () => {
  const { code, out } = await mppx(
    `${base}/agent/orders?method=stripe`, "-M", "paymentMethod=pm_card_visa", "-i", "-J", JSON.stringify(order()));
  assert.equal(code, 0, out);
  assert.match(out, /HTTP\/1.1 201/);
  assert.match(out, /x-api-key: zn_live_/i);
});

test("the CLI's description of the paid operations is valid", async () => {
  const { code, out } = await mppx("discover", "validate", `${base}/openapi.json`);
  assert.equal(code, 0, out);
});

test("the CLI finds a valid server", async () => {
  const { code, out } = await mppx(
    "validate", base, "--endpoint", "POST:/agent/orders", "--body", JSON.stringify(order()), "--yes");
  assert.equal(code, 0, out);
  assert.match(out, /Summary: \d+ passed/);
  assert.doesNotMatch(out, /✗|failed/, out);
});
