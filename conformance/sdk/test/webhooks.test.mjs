// `client.webhooks`, and what arrives at the URL.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once as next } from "node:events";
import { createServer } from "node:http";
import test from "node:test";
import { amazonOrder, live, placed, refusesStrangers, sandbox, testProduct, unfit, until } from "./support.mjs";

const nowhere = "http://127.0.0.1:9/hooks";

test("before a URL is registered there is neither a URL nor a secret", async () => {
  const { webhook_url, webhook_secret } = await live.webhooks.getWebhookEndpoint();
  assert.deepEqual([webhook_url, webhook_secret], [null, null]);
});

test("the secret is kept when the URL changes or goes", async () => {
  const first = await sandbox.webhooks.setWebhookEndpoint({ url: nowhere });
  assert.equal(first.webhook_url, nowhere);
  assert.match(first.webhook_secret, /^zn_whsec_.{24}$/);
  assert.deepEqual([first.status, first.paused_at, first.old_secret_until], ["active", null, null]);
  const second = await sandbox.webhooks.setWebhookEndpoint({ url: `${nowhere}/other` });
  assert.deepEqual([second.webhook_url, second.webhook_secret], [`${nowhere}/other`, first.webhook_secret]);
  assert.deepEqual(await sandbox.webhooks.getWebhookEndpoint(), second);
  assert.equal(await sandbox.webhooks.clearWebhookEndpoint(), undefined);
  await sandbox.webhooks.clearWebhookEndpoint();
  const gone = await sandbox.webhooks.getWebhookEndpoint();
  assert.deepEqual([gone.webhook_url, gone.webhook_secret], [null, first.webhook_secret]);
});

test("live mode and test mode have a receiver of their own", async () => {
  await sandbox.webhooks.setWebhookEndpoint({ url: nowhere });
  assert.equal((await live.webhooks.getWebhookEndpoint()).webhook_url, null);
  await sandbox.webhooks.clearWebhookEndpoint();
});

test("what happens to orders and returns arrives, signed with the secret that the SDK shows", async () => {
  const arrived = [];
  const receiver = createServer(async (request, reply) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    arrived.push({ headers: request.headers, body });
    reply.end();
  }).listen(0, "127.0.0.1");
  try {
    await next(receiver, "listening");
    const url = `http://127.0.0.1:${receiver.address().port}/hooks`;
    const { webhook_secret: secret } = await sandbox.webhooks.setWebhookEndpoint({ url });
    const order = await placed(sandbox, amazonOrder());
    const items = [{ order_item_id: order.items[0].id, quantity: 1 }];
    await sandbox.returns.createReturnRequest({ order_id: order.id, items, reason: "other" });
    const wanted = ["order.placed", "order.started", "return.approved", "return.created"];
    const events = () => messages.map((m) => m.event).sort();
    let messages;
    await until(
      () => (messages = arrived.map((a) => JSON.parse(a.body)).filter((m) => m.order_id === order.id)),
      () => wanted.every((event) => events().includes(event)),
      "webhooks",
    );
    for (const { headers, body } of arrived) {
      assert.equal(headers["x-webhook-signature"], createHmac("sha256", secret).update(body).digest("hex"));
      assert.equal(headers["x-webhook-event"], JSON.parse(body).event);
    }
  } finally {
    await sandbox.webhooks.clearWebhookEndpoint();
    receiver.close();
    receiver.closeAllConnections();
  }
});

test("a URL that nothing can be sent to is refused, and the one before stays", async () => {
  const before = await sandbox.webhooks.setWebhookEndpoint({ url: nowhere });
  for (const url of ["", "/hooks", "ftp://example.com/hooks", "example.com", "http://", null, 7, "x".repeat(2049)]) {
    await unfit(sandbox.webhooks.setWebhookEndpoint({ url }), "body.url");
  }
  await unfit(sandbox.webhooks.setWebhookEndpoint({}), "body.url");
  assert.deepEqual(await sandbox.webhooks.getWebhookEndpoint(), before);
  await sandbox.webhooks.clearWebhookEndpoint();
});

test("every method of webhooks refuses a wrong key", async () => {
  await refusesStrangers("webhooks", {
    getWebhookEndpoint: [],
    setWebhookEndpoint: [{ url: nowhere }],
    clearWebhookEndpoint: [],
  });
});
