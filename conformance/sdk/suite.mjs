// Every test, in one process and one after the other: they share the tenant and its sandbox clock. Then the check that
// they left out nothing that the SDK has. A file of `test/` can also be run by itself, with `node --test`.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import { gaps } from "./calls.mjs";

const folder = new URL("test/", import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).sort()) {
  try {
    await import(new URL(file, folder));
  } catch (e) {
    test(`${file} can be read`, () => assert.fail(e));
  }
}

test("every method of the SDK was called, answered and refused as it declares", () => {
  assert.deepEqual(gaps(), []);
});
