// A server's code as its authors write it: the generated client over the stock Node SDK.
import { readFileSync } from "node:fs";
import { Analytics } from "@segment/analytics-node";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import * as radio from "./client/index.js";
import { checker, type Schemas } from "./client/validation.js";

const order = JSON.parse(readFileSync(0, "utf8")) as { url: string; writeKey: string; broken: boolean };
const schemas = JSON.parse(readFileSync(new URL("../client/schemas.json", import.meta.url), "utf8")) as Schemas;
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);

const analytics = new Analytics({ writeKey: order.writeKey, host: order.url, flushAt: 50 });
const failures: string[] = [];
const violations: string[] = [];
analytics.on("error", (error) => failures.push(JSON.stringify(error)));
radio.configure(analytics, {
  context: { app: { version: "5.2.0" } },
  validate: checker(schemas, (schema) => ajv.compile(schema)),
  onViolation: (call, _, found) => violations.push(...found.map((one) => `${call}: ${one.path}: ${one.keyword}`)),
  onFault: (call, fault) => failures.push(`${call}: ${String(fault)}`),
});

const who = { userId: "u1", anonymousId: "a1" };
if (!order.broken) {
  radio.identify({ email: "noor@example.com" }, who);
  radio.songPlayed(
    {
      song_id: "s_1",
      source: "radio",
      rating: null,
      $Volume: 0.5,
      songs: [{ song_id: "s_2", at: new Date(Date.UTC(2026, 0, 2)) }],
    },
    { userId: "u1", timestamp: new Date(), integrations: { All: true, Mixpanel: false }, messageId: "m_1" },
  );
  radio.subscriptionStarted({ price: 9.99 }, who);
  radio.subscriptionStartedV1({ price_cents: 999 }, { anonymousId: "a1" });
  radio.scriptQuoted(who);
  radio.openSent({ known: "a", more: [1, { b: null }] }, who);
  radio.located({ ...who, context: { groupId: "g1", ip: "10.0.0.1" } });
  radio.group("g1", { size: 4 }, who);
  radio.page("Library", { path: "/" }, who);
  radio.pageHome({ signed_in: true }, who);
  radio.screenMenu({ depth: 2 }, who);
  radio.alias({ userId: "u1", previousId: "a1" });
} else {
  radio.songPlayed({ song_id: "one", rating: 1.5 }, who);
  radio.songPlayed({ song_id: "s_1", source: "tape" as "radio" }, who);
  radio.subscriptionStarted({ price: "free" as unknown as number }, who);
  radio.pageHome({} as radio.PageHome, who);
}
await analytics.closeAndFlush();
console.log(JSON.stringify({ failures, violations }));
