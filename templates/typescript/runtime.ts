/**
 * What every call shares: what it carries, how it is checked, and where it goes.
 *
 * Nothing in here throws because of tracking: a fault is told once, and the program goes on.
 */
import { GENERATOR, PLAN_ID, PLAN_VERSION } from "./plan.js";
import { deliver, type Analytics, type Who } from "./sdk.js";

export type { Analytics, Who } from "./sdk.js";

/** An object as JSON has it. */
export type Json = { [key: string]: unknown };

/** Which destinations get a call. */
export interface Integrations {
  All?: boolean | undefined;
  [name: string]: boolean | Json | undefined;
}

/** What any call may carry beside its properties; `C` is what the plan says of its context. */
export interface Envelope<C extends object = object> {
  context?: (C & Json) | undefined;
  integrations?: Integrations | undefined;
  timestamp?: Date | string | undefined;
  messageId?: string | undefined;
}

/** Whom a call is about, and what it carries beside its properties. */
export type Options<C extends object = object> = Who & Envelope<C>;

/** For pages and screens. */
export type PageOptions<C extends object = object> = Options<C> & { category?: string | undefined };

/** For calls whose context the plan requires. */
export type NeedsContext<C extends object> = { context: C };

/** One call as it is sent, in the words of Segment's specification. */
export interface Message {
  type: "track" | "identify" | "group" | "page" | "screen" | "alias";
  event?: string;
  name?: string;
  category?: string;
  userId?: string;
  anonymousId?: string;
  groupId?: string;
  previousId?: string;
  properties?: Json;
  traits?: Json;
  context: Json;
  integrations?: Integrations;
  timestamp?: string;
  messageId?: string;
}

/** One thing about a message that the plan forbids. */
export interface Violation {
  path: string;
  keyword: string;
  message: string;
}

/** Judges a message; `version` is set for an event that has several. See `validation.ts`. */
export type Validate = (message: Message, version: number | undefined) => readonly Violation[];

export interface Settings {
  /** Added to the context of every call. */
  context?: object | undefined;
  /** Checks every call. Without it nothing is checked. */
  validate?: Validate | undefined;
  /** Told of a call that breaks the plan, and that is sent all the same; else the console is. */
  onViolation?: ((call: string, message: Message, violations: readonly Violation[]) => void) | undefined;
  /** Told of a call that could not be sent or checked; else the console is, once for each. */
  onFault?: ((call: string, fault: unknown) => void) | undefined;
}

/** A call breaks the plan. Thrown in tests only. */
export class SchemaViolation extends Error {
  readonly violations: readonly Violation[];

  constructor(call: string, violations: readonly Violation[]) {
    const lines = violations.map((one) => `  ${one.path}: ${one.message}`);
    super([`${call} breaks the tracking plan ${PLAN_ID} ${PLAN_VERSION}:`, ...lines].join("\n"));
    this.name = "SchemaViolation";
    this.violations = violations;
  }
}

/** Settings in force. `take` is handed each message; `strict` is for tests, and lets faults through. */
export interface State extends Settings {
  take?: ((message: Message) => unknown) | undefined;
  strict?: boolean | undefined;
}

/** What a function says of its call. */
export interface Call {
  type: Message["type"];
  event?: string;
  name?: string | undefined;
  groupId?: string;
  previousId?: string;
  version?: number;
}

declare const console: { warn(...said: unknown[]): void } | undefined;

let state: State | undefined;
const told = new Set<string>();
const MOST_TOLD = 1000;

/**
 * Say where calls go and how they are checked. May be called again at any time; each call uses what
 * was said last. Without an `analytics`, calls are dropped.
 */
export function configure(analytics: Analytics | null, settings: Settings = {}): void {
  exchange({ ...settings, take: analytics === null ? () => undefined : (message) => deliver(analytics, message) });
}

/** Put other settings into force, and return those that were. */
export function exchange(next: State | undefined): State | undefined {
  const before = state;
  state = next;
  return before;
}

/** Say that one person has two ids: the one they are known by from now on, and the one until now. */
export function alias(ids: { userId: string; previousId: string }, options?: Envelope): void {
  send({ type: "alias", previousId: ids.previousId }, undefined, { ...options, userId: ids.userId });
}

/** Check one call and hand it over, under the settings of this moment. */
export function send(call: Call, body: object | undefined, options: PageOptions | undefined): void {
  const now = state;
  const label = call.event ?? call.name ?? call.type;
  try {
    if (now?.take === undefined) {
      warnOnce("nothing is sent: call configure() first");
      return;
    }
    const message = messageOf(call, body, options, now.context);
    judge(now, label, message, call.version);
    const answer = now.take(message);
    if (isThenable(answer)) {
      answer.then(undefined, (fault: unknown) => report(now, label, fault));
    }
  } catch (fault) {
    if (now?.strict === true) {
      throw fault;
    }
    report(now, label, fault);
  }
}

function messageOf(
  call: Call,
  body: object | undefined,
  options: PageOptions | undefined,
  context: object | undefined,
): Message {
  const { version, ...named } = call;
  const key = call.type === "identify" || call.type === "group" ? "traits" : "properties";
  const { context: own, timestamp, ...others } = options ?? {};
  const stamp = { typewriter: { plan: PLAN_ID, version: PLAN_VERSION, generator: GENERATOR } };
  const versioned = version === undefined ? {} : { protocols: { event_version: version } };
  return plain({
    ...others,
    ...named,
    ...(call.type === "alias" ? {} : { [key]: body ?? {} }),
    context: { ...context, ...own, ...stamp, ...versioned },
    timestamp,
  }) as unknown as Message;
}

/** Report what the plan forbids. That a call cannot be checked is no reason not to send it. */
function judge(now: State, label: string, message: Message, version: number | undefined): void {
  try {
    const violations = now.validate?.(message, version) ?? [];
    if (violations.length > 0) {
      tell(now, label, message, violations);
    }
  } catch (fault) {
    if (now.strict === true) {
      throw fault;
    }
    report(now, label, fault);
  }
}

function tell(now: State, label: string, message: Message, violations: readonly Violation[]): void {
  if (now.onViolation !== undefined) {
    now.onViolation(label, message, violations);
    return;
  }
  for (const one of violations) {
    warnOnce(`${label} breaks the tracking plan: ${one.path}: ${one.message}`);
  }
}

function report(now: State | undefined, label: string, fault: unknown): void {
  try {
    if (now?.onFault !== undefined) {
      now.onFault(label, fault);
    } else {
      warnOnce(`${label} was not sent or checked: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  } catch {
    // A reporter that fails has nobody to tell.
  }
}

function warnOnce(text: string): void {
  if (!told.has(text) && told.size < MOST_TOLD && typeof console !== "undefined") {
    told.add(text);
    console.warn(`tracking: ${text}`);
  }
}

/** A copy made of JSON's types: dates as ISO 8601, without what is undefined. */
function plain(value: object): Json {
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, plainValue(one)]));
}

function plainValue(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") {
    return value;
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return Array.from(value, plainValue);
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value === "object" && !(value instanceof Map) && !(value instanceof Set)) {
    return "toJSON" in value && typeof value.toJSON === "function" ? plainValue(value.toJSON()) : plain(value);
  }
  throw new TypeError(`${typeof value === "object" ? "a Map or Set" : String(value)} cannot be sent as JSON`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
