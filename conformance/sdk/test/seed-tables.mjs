// The response fields that seeds 000 and 003 print, with their types, as data. Every one must be in a real answer, those
// that the seeds call optional too. A `?` allows null, `[]` makes a list, a capital names another table, an array holds
// the values of an enumeration.

/** "Get Bulk Upload", section Response: the table of fields, and for rows, whose table the page cuts off, the sample. */
export const seed000 = {
  BulkBatch: {
    id: "uuid",
    status: ["pending", "processing", "completed", "failed"],
    row_count: "integer",
    placed_count: "integer",
    failed_count: "integer",
    created_at: "date-time",
    updated_at: "date-time",
    filename: "string?",
    rows: "BulkRowResult[]",
  },
  BulkRowResult: {
    index: "integer",
    // "pending, placed, or failed" in the text; the sample has no enumeration.
    status: ["pending", "placed", "failed"],
    // "Set once the row is placed".
    order_id: "string?",
    order_status: "string?",
    // "Failure reason for failed rows".
    error: "string?",
    recipient: "string?",
    product_urls: "string[]",
    passthrough: "object",
  },
};

/** "Get Order": the schemas of its OpenAPI document of 2026-04-27, and `job_result` of its text. */
export const seed003 = {
  OrderResponse: {
    id: "uuid",
    status: ["pending", "in_progress", "order_placed", "order_failed", "cancelled", "cancelled_by_retailer"],
    max_price: "integer",
    attempts: "integer",
    items: "OrderItemResponse[]",
    shipping_address: "object",
    metadata: "object",
    po_number: "string?",
    retailer_credentials_id: "string?",
    tracking_numbers: "TrackingNumberResponse[]",
    created_by: "string?",
    user_id: "integer?",
    returns: "ReturnRequestSummary[]",
    created_at: "date-time",
    updated_at: "date-time",
    // "Detailed processing results (when available)": in the text, and not in the schema.
    job_result: "object?",
  },
  OrderItemResponse: {
    id: "uuid",
    url: "string",
    quantity: "integer",
    variant: "ProductVariant[]?",
    status: ["pending", "processing", "ordered", "shipped", "delivered", "cancelled", "failed"],
    cancellation_reason: "string?",
    created_at: "date-time",
    updated_at: "date-time",
  },
  ProductVariant: { label: "string", value: "string" },
  TrackingNumberResponse: { id: "uuid", carrier: "string", tracking_number: "string", created_at: "date-time" },
  ReturnRequestSummary: {
    id: "uuid",
    status: ["open", "approved", "denied"],
    reason: [
      "damaged",
      "not_delivered",
      "empty_box",
      "wrong_item",
      "defective",
      "not_as_described",
      "wrong_size",
      "no_longer_needed",
      "forced_cancellation",
      "other",
    ],
    notes: "string?",
    resolution_notes: "string?",
    items: "ReturnRequestItem[]",
    label_urls: "string[]",
    created_at: "date-time",
    updated_at: "date-time",
  },
  ReturnRequestItem: { order_item_id: "uuid", quantity: "integer" },
  HTTPValidationError: { detail: "ValidationError[]" },
  ValidationError: { loc: "place[]", msg: "string", type: "string" },
};

const kinds = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  "date-time": (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !isNaN(Date.parse(value)),
  place: (value) => typeof value === "string" || Number.isInteger(value),
};

/** What of an answer is not as a seed's table says: a sentence each. */
export function seedFaults(answer, seed, table, path = table) {
  if (!kinds.object(answer)) return [`${path}: ${JSON.stringify(answer)} is no ${table}`];
  return Object.entries(seed[table]).flatMap(([name, type]) =>
    name in answer ? faultsOfField(answer[name], seed, type, `${path}.${name}`) : [`${path}.${name} is absent`],
  );
}

function faultsOfField(value, seed, type, path) {
  if (Array.isArray(type)) return type.includes(value) ? [] : [`${path}: ${JSON.stringify(value)} is none of ${type}`];
  if (type.endsWith("?")) return value === null ? [] : faultsOfField(value, seed, type.slice(0, -1), path);
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return [`${path}: ${JSON.stringify(value)} is no list`];
    return value.flatMap((v, i) => faultsOfField(v, seed, type.slice(0, -2), `${path}[${i}]`));
  }
  if (type in seed) return seedFaults(value, seed, type, path);
  return kinds[type](value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
}
