/**
 * Checking calls with a JSON Schema validator of your choice, against `schemas.json`.
 *
 *     const ajv = new Ajv({ strict: false, allErrors: true });
 *     addFormats(ajv);
 *     configure(analytics, { validate: checker(schemas, (schema) => ajv.compile(schema)) });
 */
import type { Json, Message, Validate, Violation } from "./runtime.js";

/** `schemas.json`, read in whatever way suits your build. */
export interface Schemas {
  common: unknown;
  definitions: object;
  rules: { [kind: string]: { [name: string]: { [version: string]: unknown } } };
}

/** What a validator makes of one schema: true for what is allowed, else `errors` says why not. */
export interface Check {
  (value: unknown): unknown;
  errors?: readonly SchemaError[] | null | undefined;
}

export interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string | undefined;
}

/** Judges messages as a gateway with the same plan would. Each schema is compiled when it is first needed. */
export function checker(schemas: Schemas, compile: (schema: Json) => Check): Validate {
  const checks = new Map<unknown, Check>();
  const checkOf = (schema: unknown): Check | undefined => {
    if (typeof schema !== "object" || schema === null) {
      return undefined;
    }
    const known = checks.get(schema) ?? compile({ ...schema, definitions: schemas.definitions });
    checks.set(schema, known);
    return known;
  };
  return (message, version) =>
    [ruleOf(schemas, message, version), schemas.common]
      .map(checkOf)
      .flatMap((check) => (check === undefined || check(message) === true ? [] : (check.errors ?? [])))
      .map((error) => violation(error, message));
}

/** Which rule judges a message. A page that has none of its own has the rule called `*`. */
function ruleOf(schemas: Schemas, message: Message, version: number | undefined): unknown {
  const rules = own(schemas.rules, message.type);
  const name = (message.type === "track" ? message.event : message.name) ?? "";
  return own(own(rules, name) ?? own(rules, "*"), String(version ?? 0));
}

function own(value: unknown, key: string): unknown {
  const there = typeof value === "object" && value !== null && Object.prototype.hasOwnProperty.call(value, key);
  return there ? (value as Json)[key] : undefined;
}

function violation(error: SchemaError, message: Message): Violation {
  const path = pathOf(error.instancePath, message);
  return { path, keyword: error.keyword, message: error.message ?? "is not allowed" };
}

/** A JSON pointer as a dotted path, with `[0]` for places in arrays. */
function pathOf(pointer: string, message: Message): string {
  let at: unknown = message;
  let path = "";
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replace(/~1/g, "/").replace(/~0/g, "~");
    path += Array.isArray(at) ? `[${key}]` : `.${key.replace(/[\\.[\]]/g, "\\$&")}`;
    at = own(at, key);
  }
  return path.replace(/^\./, "") || "the message";
}
