// `client.wallet`.
import assert from "node:assert/strict";
import test from "node:test";
import { live, placed, refusesStrangers, sandbox, testAuthorization, testProduct } from "./support.mjs";

test("getWallet tells what can be spent and what an order costs beside its price", async () => {
  for (const client of [live, sandbox]) {
    const wallet = await client.wallet.getWallet();
    assert.equal(wallet.wallet_type, "purchases");
    for (const amount of [wallet.balance, wallet.spendable_balance, wallet.order_fee_cents, wallet.user_id]) {
      assert.ok(Number.isInteger(amount));
    }
    assert.ok(wallet.spendable_balance <= wallet.balance);
    assert.equal(typeof wallet.billed_by_invoice, "boolean");
    assert.ok(Date.parse(wallet.created_at) <= Date.parse(wallet.updated_at));
  }
});

test("test mode has a wallet of its own, which sandbox orders never draw down", async () => {
  const before = await sandbox.wallet.getWallet();
  await placed(sandbox, testProduct("success"));
  assert.deepEqual(await sandbox.wallet.getWallet(), before);
  assert.deepEqual(await live.wallet.getWallet({ authorization: testAuthorization }), before);
  assert.deepEqual(await live.wallet.getWallet({}, { headers: { "X-Test-Mode": "true" } }), before);
});

test("every method of wallet refuses a wrong key", async () => {
  await refusesStrangers("wallet", { getWallet: [] });
});
