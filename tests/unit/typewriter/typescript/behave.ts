// What a client does when it runs, case by case; prints what each case saw.
import * as t from "./client/index.js";
import * as s from "./server/index.js";
import { capture } from "./client/testing.js";
import { exchange } from "./client/runtime.js";

interface Seen {
  calls: unknown[][];
  faults: string[];
  warnings: unknown[][];
  threw: string[];
}
type Case = (seen: Seen, analytics: t.Analytics) => void | Promise<void>;

declare const console: { log(text: string): void; warn: (...said: unknown[]) => void };
declare const process: { on(event: "unhandledRejection", listener: (fault: unknown) => void): void };
declare function setTimeout(done: () => void, ms: number): void;

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

function recorder(seen: Seen, answer: () => unknown = () => undefined): t.Analytics {
  const keep =
    (kind: string) =>
    (...call: unknown[]): unknown => {
      seen.calls.push([kind, ...call]);
      return answer();
    };
  return {
    track: keep("track"),
    identify: keep("identify"),
    group: keep("group"),
    page: keep("page"),
    screen: keep("screen"),
    alias: keep("alias"),
  };
}

const cases: Record<string, Case> = {
  "nothing is sent before configure": (seen) => {
    exchange(undefined);
    t.emptySent();
    t.emptySent();
    seen.threw.push("no");
  },
  "null drops calls quietly": () => {
    t.configure(null);
    t.emptySent();
  },
  "each kind": (_, analytics) => {
    t.configure(analytics);
    t.identify({ email: "a@example.com" }, { userId: "u1" });
    t.group("g1", { name: "N" });
    t.page("Library", { path: "/" }, { category: "main" });
    t.page();
    t.pageHome({ shelves: 1 }, { anonymousId: "a1" });
    t.screenMenu();
    t.alias({ userId: "u1", previousId: "u0" }, { messageId: "m" });
  },
  "values become json": (_, analytics) => {
    t.configure(analytics);
    const hidden = { toJSON: () => ({ shown: 1 }), secret: 2 };
    t.openSent({
      known: undefined,
      null: null,
      at: new Date(Date.UTC(2026, 0, 2)),
      deep: { gone: undefined, list: [1, [true], { at: new Date(0) }] },
      hidden,
      ["__proto__"]: { polluted: 1 },
    });
  },
  "what was passed is not changed": (seen, analytics) => {
    t.configure(analytics, { context: Object.freeze({ app: 1 }) });
    const given = Object.freeze({ song_id: "s_1", songs: Object.freeze([Object.freeze({ song_id: "s_2" })]) });
    t.songPlayed(given, Object.freeze({ context: Object.freeze({ ip: "1" }) }));
    seen.threw.push(JSON.stringify(given));
  },
  "fixed values win": (_, analytics) => {
    t.configure(analytics);
    const more = { song_id: "s_1", format: "wav" };
    t.songPlayed(more);
  },
  "versions and stamps": (_, analytics) => {
    t.configure(analytics, { context: { typewriter: "mine", app: 1 } });
    t.orderCompleted({ total: 1 }, { context: { protocols: "mine", app: 2 } });
    t.orderCompletedV1({ cents: 1 });
  },
  "the last configure wins": (seen, analytics) => {
    const before = recorder(seen);
    t.configure({ ...before, track: () => seen.threw.push("the old one was used") });
    t.configure(analytics);
    t.emptySent();
  },
  "what cannot be sent is a fault": (seen, analytics) => {
    t.configure(analytics, { onFault: (call, fault) => seen.faults.push(`${call}: ${String(fault)}`) });
    const round: { self?: unknown } = {};
    round.self = round;
    for (const bad of [NaN, Infinity, 1n, () => 1, Symbol("s"), new Map(), [undefined], new Date(NaN), round]) {
      t.openSent({ bad });
    }
    t.page(undefined, {}, { category: "main" });
  },
  "an sdk that throws or rejects is a fault": async (seen) => {
    const onFault = (call: string, fault: unknown): unknown => seen.faults.push(`${call}: ${String(fault)}`);
    t.configure(recorder(seen, () => { throw new Error("sync"); }), { onFault });
    t.emptySent();
    t.configure(recorder(seen, () => Promise.reject(new Error("async"))), { onFault });
    t.emptySent();
    await settle();
  },
  "nothing a reporter does throws": async (seen) => {
    const onFault = (): never => { throw new Error("reporter"); };
    t.configure(recorder(seen, () => Promise.reject(new Error("async"))), { onFault, validate: () => { throw new Error("validator"); } });
    t.emptySent();
    t.openSent({ bad: NaN });
    t.configure(recorder(seen), { onViolation: onFault, onFault, validate: () => [{ path: "p", keyword: "k", message: "m" }] });
    t.emptySent();
    await settle();
  },
  "a call that breaks the plan is told of once and sent": (_, analytics) => {
    t.configure(analytics, { validate: (message, version) => [{ path: "p", keyword: "k", message: `${message.type} ${version}` }] });
    t.orderCompleted({ total: 1 });
    t.orderCompleted({ total: 1 });
  },
  "a validator that fails does not hold a call back": (_, analytics) => {
    t.configure(analytics, { validate: () => { throw new Error("validator"); } });
    t.emptySent();
    t.emptySent();
  },
  "capture records and restores": (seen, analytics) => {
    t.configure(analytics, { context: { locale: "en" } });
    const sent = capture();
    t.emptySent();
    t.openSent({ known: "a" });
    sent.restore();
    seen.threw.push(...sent.messages.map((one) => String(one.event)), String(sent.named("Open Sent").length));
    seen.threw.push(...sent.messages.map((one) => String(one.context["locale"])));
    t.emptySent();
  },
  "capture throws where the plan is broken, and again at the end": (seen, analytics) => {
    t.configure(analytics);
    const sent = capture(() => [{ path: "properties.p", keyword: "k", message: "is wrong" }]);
    for (const act of [() => t.emptySent(), () => sent.restore(), () => t.emptySent()]) {
      try {
        act();
      } catch (error) {
        seen.threw.push(`${error instanceof t.SchemaViolation}: ${String(error)}`);
      }
    }
  },
  "capture throws what cannot be sent": (seen) => {
    const sent = capture();
    try {
      t.openSent({ bad: NaN });
    } catch (error) {
      seen.threw.push(String(error));
    }
    sent.restore();
  },
};

cases["a server says whom a call is about"] = (seen) => {
  const keep =
    (kind: string) =>
    (...call: unknown[]): unknown =>
      seen.calls.push([kind, ...call]);
  const all = { track: keep("track"), identify: keep("identify"), group: keep("group") };
  s.configure(
    { ...all, page: keep("page"), screen: keep("screen"), alias: keep("alias") },
    { onFault: (call, fault) => seen.faults.push(`${call}: ${String(fault)}`) },
  );
  s.emptySent({ userId: "u1", timestamp: "2026-01-02T00:00:00Z", integrations: { All: false } });
  s.group("g1", { name: "N" }, { anonymousId: "a1" });
  s.page(undefined, { path: "/" }, { userId: "u1", category: "main" });
  s.alias({ userId: "u1", previousId: "u0" });
  s.emptySent({} as s.Who);
};

const unhandled: string[] = [];
process.on("unhandledRejection", (fault) => unhandled.push(String(fault)));
const told: Record<string, Seen> = {};
for (const [name, act] of Object.entries(cases)) {
  const seen: Seen = { calls: [], faults: [], warnings: [], threw: [] };
  console.warn = (...said) => seen.warnings.push(said);
  await act(seen, recorder(seen));
  told[name] = seen;
}
await settle();
console.log(JSON.stringify({ ...told, unhandled }));
