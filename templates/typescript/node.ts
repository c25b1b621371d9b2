/** What a client asks of `@segment/analytics-node`, and how it hands over a call. */
import type { Integrations, Json, Message } from "./runtime.js";

/** Whom a call is about: at least one of the two. */
export type Who =
  | { userId: string; anonymousId?: string | undefined }
  | { userId?: string | undefined; anonymousId: string };

/** What every call of the SDK takes. */
export interface SdkMessage {
  context: Json;
  integrations?: Integrations;
  timestamp?: string;
  messageId?: string;
}

/** Whatever sends calls: an `Analytics` of the SDK, as it is. */
export interface Analytics {
  track(message: SdkMessage & Who & { event: string; properties: Json }): unknown;
  identify(message: SdkMessage & Who & { traits: Json }): unknown;
  group(message: SdkMessage & Who & { groupId: string; traits: Json }): unknown;
  page(message: SdkMessage & Who & { name?: string; category?: string; properties: Json }): unknown;
  screen(message: SdkMessage & Who & { name?: string; category?: string; properties: Json }): unknown;
  alias(message: SdkMessage & { userId: string; previousId: string }): unknown;
}

/** Hand one message over. */
export function deliver(analytics: Analytics, message: Message): unknown {
  const { type, ...call } = message;
  if (call.userId === undefined && call.anonymousId === undefined) {
    throw new TypeError("neither a userId nor an anonymousId was given");
  }
  // What each kind carries is what `send` has put there.
  const method: (this: Analytics, message: never) => unknown = analytics[type];
  return method.call(analytics, call as never);
}
