// The bulk uploads of `client.orders`.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { csvRows, live, refused, sandbox, unfit, until, untilOrder } from "./support.mjs";

const page = "https://www.amazon.com/dp/B07JGBW826";

/** A row as the documents print one, with a column of the client's own. */
function row(more = {}) {
  return {
    product_url: page,
    quantity: "2",
    name: "Jane Doe",
    address1: "123 Main St",
    city: "San Francisco",
    state: "CA",
    zip: "94105",
    max_price: "4999000",
    internal_ref: randomUUID(),
    ...more,
  };
}

const upload = (rows, more = {}) => ({ body: { filename: "orders.csv", rows, ...more } });

function untilBatch(id, done) {
  return until(() => sandbox.orders.getBulkUpload({ batch_id: id }), done, `batch ${id}`);
}

async function completed(request) {
  const { id } = await sandbox.orders.createBulkUpload(request);
  return untilBatch(id, (batch) => batch.status === "completed");
}

test("validateBulkUpload tells what each row would order, and orders nothing", async () => {
  const good = row({ name: "Mary Ann Smith", quantity: 3 });
  const bad = row({ zip: "ABCDE", quantity: "0", max_price: "" });
  const answer = await sandbox.orders.validateBulkUpload(upload([good, bad]));
  const { rows, source, columns, ...summary } = answer;
  assert.equal(source.format, "json");
  assert.deepEqual(columns[0], { heading: "product_url", taken_for: "product_url" });
  const { order_fee_cents, spendable_balance, billed_by_invoice } = await sandbox.wallet.getWallet();
  assert.deepEqual(summary, {
    filename: "orders.csv",
    total_rows: 2,
    valid_rows: 1,
    invalid_rows: 1,
    estimated_total_cents: 4999000 + order_fee_cents,
    wallet_balance_cents: spendable_balance,
    sufficient_funds: true,
    billed_by_invoice,
    over_credit_limit: false,
  });
  const { notes, ...validated } = rows[0];
  assert.deepEqual(validated, {
    index: 0,
    row: 2,
    ok: true,
    errors: [],
    product_urls: [page],
    quantities: [3],
    recipient: "Mary Ann Smith",
    destination: "San Francisco, CA 94105, US",
    max_price: 4999000,
    retailer_credentials_id: null,
    passthrough: { internal_ref: good.internal_ref },
  });
  assert.deepEqual([rows[1].index, rows[1].ok], [1, false]);
  for (const column of ["zip", "quantity", "max_price"]) {
    assert.ok(rows[1].errors.some((error) => error.includes(`'${column}'`)), `${column}: ${rows[1].errors}`);
  }
  const ordered = { metadata_key: "internal_ref", metadata_value: good.internal_ref };
  assert.equal((await sandbox.orders.listOrders(ordered)).total, 0);
});

test("createBulkUpload answers the pending batch, and its rows become orders", async () => {
  const rows = [
    row({ product_url: `${page}|https://www.amazon.com/dp/B0DFC2DWD5`, quantity: "1|2" }),
    row({ product_url: "nonsense" }),
    row({ product_url: "https://www.amazon.com/dp/STOCK-0-bulk" }),
  ];
  const pending = await sandbox.orders.createBulkUpload(upload(rows, { notify_on_complete: true }));
  assert.equal(pending.status, "pending");
  assert.equal(pending.filename, "orders.csv");
  assert.deepEqual([pending.row_count, pending.placed_count, pending.failed_count], [3, 0, 0]);
  assert.deepEqual([pending.notify_on_complete, pending.notified_at], [true, null]);
  const batch = await untilBatch(pending.id, (b) => b.rows[0].order_status === "order_placed" && b.rows[2].order_status === "order_failed");
  assert.equal(batch.status, "completed");
  assert.deepEqual([batch.row_count, batch.placed_count, batch.failed_count], [3, 2, 1]);
  assert.deepEqual(batch.rows.map((r) => [r.index, r.status]), [[0, "placed"], [1, "failed"], [2, "placed"]]);
  const [placed, failed] = batch.rows;
  assert.deepEqual(placed.product_urls, rows[0].product_url.split("|"));
  assert.deepEqual([placed.recipient, placed.error], ["Jane Doe", null]);
  assert.deepEqual(placed.passthrough, { internal_ref: rows[0].internal_ref });
  assert.deepEqual([failed.order_id, failed.order_status], [null, null]);
  assert.match(failed.error, /product_url/);
  const order = await sandbox.orders.getOrder({ order_id: placed.order_id });
  assert.deepEqual(order.items.map((i) => i.quantity), [1, 2]);
  assert.deepEqual(order.metadata, placed.passthrough);
});

test("a file that is uploaded again orders nothing twice", async () => {
  const request = upload([row()]);
  const [first] = (await completed(request)).rows;
  const again = await completed(request);
  assert.deepEqual([again.status, again.rows[0].order_id], ["completed", first.order_id]);
});

test("downloadBulkResults is a CSV file with the client's own columns", async () => {
  const rows = [row({ internal_ref: 'a "quoted", one' }), row({ zip: "ABCDE" })];
  const batch = await completed(upload(rows));
  await untilOrder(sandbox, batch.rows[0].order_id, (o) => o.status === "order_placed");
  const results = csvRows(await sandbox.orders.downloadBulkResults({ batch_id: batch.id }));
  const recipient = { recipient: "Jane Doe", product_urls: page };
  const order = await sandbox.orders.getOrder({ order_id: batch.rows[0].order_id });
  assert.deepEqual(results, [
    {
      row: "2",
      status: "placed",
      order_id: batch.rows[0].order_id,
      order_status: "order_placed",
      outcome: "bought",
      error_type: "",
      error: "",
      total: String(order.job_result.price_components.total),
      currency: "USD",
      merchant_order_ids: order.merchant_order_ids.join("|"),
      tracking_numbers: results[0].tracking_numbers,
      ...recipient,
      internal_ref: rows[0].internal_ref,
    },
    {
      row: "3",
      status: "failed",
      order_id: "",
      order_status: "",
      outcome: "failed",
      error_type: "invalid_row",
      error: batch.rows[1].error,
      total: "",
      currency: "",
      merchant_order_ids: "",
      tracking_numbers: "",
      ...recipient,
      internal_ref: rows[1].internal_ref,
    },
  ]);
});

test("listBulkUploads is newest first, in pages, and without rows", async () => {
  const ids = [];
  for (let i = 0; i < 3; i++) ids.unshift((await sandbox.orders.createBulkUpload(upload([row()]))).id);
  const { batches, total } = await sandbox.orders.listBulkUploads();
  assert.deepEqual(batches.slice(0, 3).map((b) => b.id), ids);
  assert.ok(batches.every((batch) => !("rows" in batch)));
  assert.ok(total >= 3);
  const page = await sandbox.orders.listBulkUploads({ limit: 1, offset: 1 });
  assert.deepEqual([page.batches.map((b) => b.id), page.total], [[ids[1]], total]);
  const elsewhere = await live.orders.listBulkUploads({ limit: 200 });
  assert.ok(elsewhere.batches.every((batch) => !ids.includes(batch.id)));
});

test("what is no upload is refused, by the dry run and by the upload", async () => {
  for (const method of ["validateBulkUpload", "createBulkUpload"]) {
    const send = (body) => sandbox.orders[method]({ body });
    await unfit(send({}), "body.rows");
    await unfit(send({ rows: [] }), "body.rows");
    await unfit(send({ rows: "a,b", filename: 7, notify_on_complete: "perhaps" }), "body.rows", "body.filename", "body.notify_on_complete");
    await unfit(send({ rows: [row(), "a,b", { product_url: { url: page } }] }), "body.rows.1", "body.rows.2.product_url");
    const many = await unfit(send({ rows: Array(10_001).fill({ url: page }) }), "body.rows");
    assert.equal(many[0].type, "too_long");
  }
});

test("a batch that is not there is 404, one that is no id 422, and so are pages that do not fit", async () => {
  const { id } = await sandbox.orders.createBulkUpload(upload([row()]));
  for (const method of ["getBulkUpload", "downloadBulkResults"]) {
    await refused(sandbox.orders[method]({ batch_id: randomUUID() }), 404, "not_found");
    await refused(live.orders[method]({ batch_id: id }), 404, "not_found");
    await unfit(sandbox.orders[method]({ batch_id: "nonsense" }), "path.batch_id");
  }
  await unfit(sandbox.orders.listBulkUploads({ limit: 201, offset: -1 }), "query.limit", "query.offset");
  await unfit(sandbox.orders.listBulkUploads({ limit: 0 }), "query.limit");
});
