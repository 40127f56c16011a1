// Holds values against the SDK's own TypeScript types, read by the TypeScript compiler, so that no required field,
// enum or nesting is copied by hand.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

const require = createRequire(import.meta.url);
const entry = join(dirname(require.resolve("zinc/package.json")), "dist", "cjs", "api", "types", "index.d.ts");
const program = ts.createProgram([entry], { strict: true, noEmit: true, skipLibCheck: true, types: [] });
const checker = program.getTypeChecker();
const exported = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry))).map((s) => [s.name, s]),
);

/** The faults of a value that should be of an SDK type: one sentence each, with the path. */
export function faults(value, typeName) {
  const symbol = exported.get(typeName);
  if (!symbol) throw new Error(`the SDK has no type ${typeName}`);
  const found = [];
  check(value, checker.getDeclaredTypeOfSymbol(resolved(symbol)), typeName, found, 0);
  return found;
}

function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function check(value, type, path, found, depth) {
  if (depth > 30 || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return;
  if (type.isUnion()) {
    const attempts = type.types.map((member) => {
      const faultsOfMember = [];
      check(value, member, path, faultsOfMember, depth + 1);
      return faultsOfMember;
    });
    if (!attempts.some((a) => a.length === 0)) {
      const nearest = attempts.sort((a, b) => b.length - a.length)[0];
      found.push(...(value !== null && typeof value === "object" ? nearest : [mismatch(value, type, path)]));
    }
    return;
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) {
    if (value !== type.value) found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.BooleanLiteral) {
    if (String(value) !== checker.typeToString(type)) found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.String) {
    if (typeof value !== "string") found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.Number) {
    if (typeof value !== "number") found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.Null) {
    if (value !== null) found.push(mismatch(value, type, path));
  } else if (type.flags & ts.TypeFlags.Undefined) {
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
  if (!open) {
    for (const name of Object.keys(value)) {
      if (!known.has(name)) found.push(`${path}.${name}: the SDK knows no such field`);
    }
  }
}

function mismatch(value, type, path) {
  return `${path}: ${JSON.stringify(value)} is no ${checker.typeToString(type)}`;
}
