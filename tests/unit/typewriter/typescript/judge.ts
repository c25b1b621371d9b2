// Judges messages with Ajv over the schemas of a client: the violations of each, as paths and keywords.
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { Message } from "./client/runtime.js";
import { checker, type Schemas } from "./client/validation.js";

const order = JSON.parse(readFileSync(0, "utf8")) as { schemas: Schemas; messages: { message: Message; version?: number }[] }[];
const judged = order.map(({ schemas, messages }) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const check = checker(schemas, (schema) => ajv.compile(schema));
  return messages.map(({ message, version }) => check(message, version).map((one) => [one.path, one.keyword]));
});
console.log(JSON.stringify(judged));
