// `client.device`: keys that programs ask for and people approve.
import assert from "node:assert/strict";
import test from "node:test";
import { Zinc } from "zinc";
import { clientOf, live, person, refused, stranger, unfit } from "./support.mjs";

const ask = (body = { name: "Restocker" }) => stranger.device.createDeviceCode({ body });
const redeem = ({ device_code }) => stranger.device.redeemDeviceCode({ device_code });
const decide = ({ user_code }, granted, by = person) => by.device.decideDeviceCode({ user_code, granted });

test("an approved program gets a live key, once", async () => {
  const code = await ask();
  assert.deepEqual([code.expires_in, code.interval], [900, 5]);
  await refused(redeem(code), 400, "authorization_pending", Zinc.BadRequestError);
  await refused(redeem(code), 400, "slow_down", Zinc.BadRequestError);
  const { user_code } = code;
  const asked = await stranger.device.describeDeviceCode({ user_code });
  assert.deepEqual([asked.user_code, asked.name, asked.status], [user_code, "Restocker", "pending"]);

  const decided = await decide(code, true);

  assert.deepEqual([decided.status, decided.name], ["approved", "Restocker"]);
  assert.equal((await stranger.device.describeDeviceCode({ user_code })).status, "approved");
  const { key, api_key, is_test } = await redeem(code);
  assert.deepEqual([api_key, is_test], [key, false]);
  const mine = await clientOf(key).wallet.getWallet();
  assert.equal(mine.id, (await live.wallet.getWallet()).id);
  await refused(redeem(code), 400, "expired_token", Zinc.BadRequestError);
});

test("a denied program is told", async () => {
  const code = await ask(null);
  assert.equal((await decide(code, false)).status, "denied");
  await refused(redeem(code), 403, "access_denied", Zinc.ForbiddenError);
});

test("no API key approves", async () => {
  const code = await ask();
  await refused(decide(code, true, live), 403, "forbidden");
  await refused(decide(code, true, stranger), 401, "invalid_token");
});

test("what does not fit is named, and what there is not is 404", async () => {
  await unfit(ask({ name: "x".repeat(101) }), "body.name");
  const huge = "x".repeat(2 << 20);
  await refused(ask({ name: huge }), 413, "bad_request");
  await refused(redeem({ device_code: huge }), 413, "bad_request");
  await unfit(stranger.device.redeemDeviceCode({}), "body.device_code");
  await unfit(person.device.decideDeviceCode({}), "body.user_code", "body.granted");
  await refused(stranger.device.describeDeviceCode({ user_code: "BCDF-GHJK" }), 404, "not_found");
  await refused(decide({ user_code: "BCDF-GHJK" }, true), 404, "not_found");
});
