// Notes what the tests call, holds every answer and error against what the SDK declares of the method, and tells what
// was left out.
import assert from "node:assert/strict";
import { Zinc, ZincClient, ZincError, ZincTimeoutError } from "zinc";
import { additions, additionsMet, declaredErrors, faults, faultsOfAnswer } from "./types.mjs";

/** Resources, or methods of them, that no test calls: why. Take off what is built, and test it. */
const leftOut = {};

/** Errors that the SDK declares and that no answer can raise: why. */
const cannotHappen = {
  "sandbox.createSandboxKey ServiceUnavailableError": "a server that opens sandboxes is not one that opens none",
  "sandbox.getSandboxStatus UnprocessableEntityError": "it takes nothing that could be wrong",
  "sandbox.getQuickstart ZincError": "it is a text, for everybody",
  "health.getPublicHealth ZincError": "it takes nothing, and is for everybody",
  "stats.getDeliveryMap ZincError": "it takes nothing, and is for everybody",
  "stats.getLifetimeStats ZincError": "it takes nothing, and is for everybody",
  "device.describeDeviceCode UnprocessableEntityError": "whatever is no code is one that there is not: 404",
  ZincTimeoutError: "the SDK raises it by itself when there is no answer",
  "retailers.listRetailers ZincError": "nobody is refused but those who ask hundreds of times a second",
  "retailers.checkRetailer ZincError": "nobody is refused but those who ask hundreds of times a second",
  "wallet.getWallet UnprocessableEntityError": "it takes nothing that could be wrong",
  "webhooks.getWebhookEndpoint UnprocessableEntityError": "it takes nothing that could be wrong",
  "webhooks.clearWebhookEndpoint UnprocessableEntityError": "it takes nothing that could be wrong",
};

const errors = { ...Zinc, ZincError, ZincTimeoutError };

/** `resource.method` → the classes of the errors that it raised, and "success". */
const outcomes = new Map();

/** The SDK's resources: the getters of its client. */
const resources = Object.entries(Object.getOwnPropertyDescriptors(ZincClient.prototype))
  .filter(([, property]) => property.get)
  .map(([name]) => name);

/** The methods of a resource's client. */
export function methodsOf(resourceClient) {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(resourceClient)).filter(
    (name) => name !== "constructor" && !name.startsWith("_"),
  );
}

/** The client, noted. */
export function noted(client) {
  const notedResources = new Map();
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (!resources.includes(name)) return value;
      if (!notedResources.has(name)) notedResources.set(name, notedResource(value, name));
      return notedResources.get(name);
    },
  });
}

function notedResource(client, resource) {
  const methods = methodsOf(client);
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      return methods.includes(name) ? (...request) => held(resource, name, value.apply(target, request)) : value;
    },
  });
}

async function held(resource, method, answered) {
  const call = `${resource}.${method}`;
  if (!outcomes.has(call)) outcomes.set(call, new Set());
  let answer;
  try {
    answer = await answered;
  } catch (e) {
    if (e instanceof ZincError && e.statusCode !== undefined) holdError(e, call);
    outcomes.get(call).add(e.constructor);
    throw e;
  }
  assert.deepEqual(faultsOfAnswer(answer, resource, method), [], `${call} answered something else than it declares`);
  outcomes.get(call).add("success");
  return answer;
}

/** An error's body is a list of faults, or the one shape of all other errors; each with what older clients read. */
function holdError(error, call) {
  const { body } = error;
  if (error.statusCode === 422 && body?.detail) {
    holdType(body, "HttpValidationError", error, call);
    assert.ok(body.detail.length > 0);
    return;
  }
  // A 402 that asks for money is a problem (RFC 9457), too.
  const { detail, type, title, status, challengeId, ...shape } = body;
  if (type !== undefined) assert.deepEqual([status, typeof title, challengeId !== ""], [error.statusCode, "string", true]);
  holdType(shape, "ErrorResponse", error, call);
  const { error: nested, ...flat } = shape;
  assert.deepEqual(flat, nested);
  if (detail !== undefined) {
    holdType({ detail }, "PaymentRequiredErrorBody", error, call);
    assert.equal(detail, nested.message);
  }
}

function holdType(body, type, { statusCode }, call) {
  assert.deepEqual(faults(body, type), [], `${call} answered ${statusCode} with something else than ${type}`);
}

/** What the tests that ran so far left out: a sentence each. */
export function gaps() {
  const found = [];
  const client = new ZincClient({ baseUrl: "http://127.0.0.1", apiKey: "none" });
  const unused = new Set([...Object.keys(leftOut), ...Object.keys(cannotHappen)]);
  for (const resource of resources) {
    for (const method of methodsOf(client[resource])) {
      const call = `${resource}.${method}`;
      const reason = [resource, call].find((name) => name in leftOut);
      unused.delete(reason);
      if (reason && outcomes.has(call)) found.push(`${call} is called: take ${reason} off the list of what is left out`);
      if (!reason) found.push(...gapsOf(resource, method, call, unused));
    }
  }
  unused.forEach((name) => found.push(`${name} is listed as an exception, and is none`));
  return [...found, ...additionsNotMet()];
}

function gapsOf(resource, method, call, unused) {
  const seen = outcomes.get(call) ?? new Set();
  const found = seen.has("success") ? [] : [`${call} was never called with success`];
  for (const name of declaredErrors(resource, method)) {
    const raised = seen.has(errors[name]);
    const exception = [name, `${call} ${name}`].find((e) => e in cannotHappen);
    if (!exception && !raised) found.push(`${call} never raised ${name}`);
    if (exception && !raised) unused.delete(exception);
  }
  return found;
}

function additionsNotMet() {
  return Object.entries(additions)
    .flatMap(([type, names]) => names.map((name) => `${type}.${name}`))
    .filter((name) => !additionsMet.has(name))
    .map((name) => `${name} is listed as an addition, and was never answered`);
}
