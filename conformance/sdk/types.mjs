// Holds values against the SDK's own TypeScript types, read by the TypeScript compiler, so that no required field,
// enum or nesting is copied by hand; what a method answers and throws is read off the SDK's clients in the same way.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** What Brass answers beyond the SDK's types. Anything else that they do not know is a fault. */
export const additions = {
  BulkBatchResponse: ["paused_at", "cancelled_at", "source", "outcome_counts"],
  BulkRowResult: ["notes", "row", "outcome", "error_type", "order_error_type", "order_error"],
  BulkRowValidation: ["notes", "row"],
  BulkValidateResponse: ["source", "columns"],
  // The flat error of older documents.
  ErrorResponse: ["code", "message", "details"],
  RetailerCredentialsResponse: ["pause_reason"],
  TrackingNumberResponse: ["stale_since"],
  WebhookEndpointResponse: ["status", "paused_at", "failing_since", "old_secret_until"],
};

/** The additions that were met so far, as `type.name`. */
export const additionsMet = new Set();

const require = createRequire(import.meta.url);
const root = join(dirname(require.resolve("zinc/package.json")), "dist", "cjs");
const typesFile = join(root, "api", "types", "index.d.ts");
const clientFile = join(root, "Client.d.ts");
// Without the DOM, which takes longer to read than all else.
const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ["lib.es2020.d.ts"] };
const program = ts.createProgram([typesFile, clientFile], options);
const checker = program.getTypeChecker();
const exported = exportsOf(typesFile);
const client = checker.getDeclaredTypeOfSymbol(exportsOf(clientFile).get("ZincClient"));

function exportsOf(file) {
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return new Map(symbols.map((s) => [s.name, s]));
}

/** The faults of a value that should be of an SDK type: one sentence each, with the path. */
export function faults(value, typeName) {
  const symbol = exported.get(typeName);
  if (!symbol) throw new Error(`the SDK has no type ${typeName}`);
  const found = [];
  check(value, checker.getDeclaredTypeOfSymbol(resolved(symbol)), typeName, found, 0);
  return found;
}

/** The faults of what a method answered. */
export function faultsOfAnswer(value, resource, method) {
  const answer = methodOf(resource, method).type.getCallSignatures()[0].getReturnType();
  const declared = checker.getTypeArguments(answer)[0];
  const found = [];
  check(value, declared, checker.typeToString(declared), found, 0);
  return found;
}

/** The names of the errors that a method's comment declares. */
export function declaredErrors(resource, method) {
  // Read as text: the compiler takes `{@link ...}` after `@throws` for a type, and drops it.
  const comments = ts.getJSDocCommentsAndTags(methodOf(resource, method).symbol.valueDeclaration);
  const text = comments.map((comment) => comment.getText()).join("\n");
  const names = [...text.matchAll(/@throws \{@link \w+\.(\w+)\}/g)].map(([, name]) => name);
  if (names.length === 0) throw new Error(`the comment of ${resource}.${method} names no error`);
  return names;
}

function methodOf(resource, method) {
  const symbol = memberOf(memberOf(client, resource).type, method).symbol;
  return { symbol, type: checker.getTypeOfSymbol(symbol) };
}

function memberOf(type, name) {
  const symbol = checker.getPropertyOfType(type, name);
  if (!symbol) throw new Error(`the SDK's ${checker.typeToString(type)} has no ${name}`);
  return { symbol, type: checker.getTypeOfSymbol(symbol) };
}

function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function check(value, type, path, found, depth) {
  if (depth > 30 || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return;
  if (type.isUnion()) {
    checkUnion(value, type, path, found, depth);
  } else if (type.isStringLiteral() || type.isNumberLiteral()) {
    if (value !== type.value) found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.BooleanLiteral) {
    if (String(value) !== checker.typeToString(type)) found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.String) {
    if (typeof value !== "string") found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.Number) {
    if (typeof value !== "number") found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.Null) {
    if (value !== null) found.push(mismatch(value, type, path));
  } else if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) {
    if (value !== undefined) found.push(mismatch(value, type, path));
  } else if (checker.isArrayType(type)) {
    if (!Array.isArray(value)) found.push(mismatch(value, type, path));
    else value.forEach((v, i) => check(v, checker.getTypeArguments(type)[0], `${path}[${i}]`, found, depth + 1));
  } else if (type.flags & ts.TypeFlags.Object) {
    checkObject(value, type, path, found, depth);
  } else {
    found.push(`${path}: this checker does not know ${checker.typeToString(type)}`);
  }
}

function checkUnion(value, type, path, found, depth) {
  const attempts = type.types.map((member) => {
    const faultsOfMember = [];
    check(value, member, path, faultsOfMember, depth + 1);
    return { member, faults: faultsOfMember };
  });
  if (attempts.some((a) => a.faults.length === 0)) return;
  const objects = attempts.filter((a) => a.member.flags & ts.TypeFlags.Object);
  const nearest = value !== null && typeof value === "object" && objects.length === 1;
  found.push(...(nearest ? objects[0].faults : [mismatch(value, type, path)]));
}

function checkObject(value, type, path, found, depth) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    found.push(mismatch(value, type, path));
    return;
  }
  const known = new Set();
  for (const property of checker.getPropertiesOfType(type)) {
    known.add(property.name);
    if (!(property.name in value)) {
      if (!(property.flags & ts.SymbolFlags.Optional)) found.push(`${path}.${property.name}: required, and absent`);
      continue;
    }
    const declared = checker.getTypeOfSymbol(property);
    check(value[property.name], declared, `${path}.${property.name}`, found, depth + 1);
  }
  const open = checker.getIndexInfosOfType(type).length > 0;
  if (!open) checkUnknown(value, known, type.symbol.name, path, found);
}

function checkUnknown(value, known, typeName, path, found) {
  for (const name of Object.keys(value).filter((n) => !known.has(n))) {
    if (additions[typeName]?.includes(name)) additionsMet.add(`${typeName}.${name}`);
    else found.push(`${path}.${name}: the SDK knows no such field`);
  }
}

function mismatch(value, type, path) {
  return `${path}: ${JSON.stringify(value)} is no ${checker.typeToString(type)}`;
}
