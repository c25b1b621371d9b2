/** What a client asks of `@segment/analytics-next`, and how it hands over a call. */
import type { Integrations, Json, Message } from "./runtime.js";

/** Whom a call is about. The SDK knows; say it only where you know better. */
export interface Who {
  userId?: string | undefined;
  anonymousId?: string | undefined;
}

/** What an SDK's call takes beside its properties. */
export interface SdkOptions extends Who {
  context: Json;
  integrations?: Integrations;
  timestamp?: string;
  messageId?: string;
}

/** Whatever sends calls: `AnalyticsBrowser.load(…)`, or `window.analytics`, as they are. */
export interface Analytics {
  track(event: string, properties: Json, options: SdkOptions): unknown;
  identify(userId: string | undefined, traits: Json, options: SdkOptions): unknown;
  group(groupId: string, traits: Json, options: SdkOptions): unknown;
  page(category: string | null, name: string | null, properties: Json, options: SdkOptions): unknown;
  screen(category: string | null, name: string | null, properties: Json, options: SdkOptions): unknown;
  alias(userId: string, previousId: string, options: SdkOptions): unknown;
}

/** Hand one message over. What comes back may be a promise. */
export function deliver(analytics: Analytics, message: Message): unknown {
  const { type, event, name, category, groupId, previousId, properties, traits, ...options } = message;
  switch (type) {
    case "track":
      return analytics.track(event ?? "", properties ?? {}, options);
    case "identify": {
      const { userId, ...others } = options;
      return analytics.identify(userId, traits ?? {}, others);
    }
    case "group":
      return analytics.group(groupId ?? "", traits ?? {}, options);
    case "page":
    case "screen":
      if (name === undefined && category !== undefined) {
        // The SDK takes a category without a name for a name.
        throw new TypeError("a category needs a name beside it");
      }
      return analytics[type](category ?? null, name ?? null, properties ?? {}, options);
    case "alias": {
      const { userId, ...others } = options;
      return analytics.alias(userId ?? "", previousId ?? "", others);
    }
  }
}
