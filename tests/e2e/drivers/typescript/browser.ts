// A page's code as its authors write it: the generated client over the stock browser SDK.
import type * as Next from "@segment/analytics-next";
import * as radio from "./client/index.js";

declare global {
  interface Window {
    AnalyticsNext: typeof Next;
  }
}

export async function run(order: { url: string; writeKey: string }): Promise<{ failures: string[]; taken: number }> {
  const failures: string[] = [];
  const answers: unknown[] = [];
  const analytics = window.AnalyticsNext.AnalyticsBrowser.load(
    { writeKey: order.writeKey, cdnURL: order.url },
    { integrations: { "Segment.io": { apiHost: `${order.url.replace("http://", "")}/v1`, protocol: "http" } } },
  );
  const keep = (answer: Promise<unknown>): Promise<unknown> => {
    answers.push(answer);
    return answer;
  };
  radio.configure(analytics, { onFault: (call, fault) => failures.push(`${call}: ${String(fault)}`) });
  radio.identify({ email: "noor@example.com" }, { userId: "u1" });
  radio.songPlayed({ song_id: "s_1", rating: null, $Volume: 0.5 }, { messageId: "m_1" });
  radio.configure({
    track: (...call) => keep(analytics.track(...call)),
    identify: (...call) => keep(analytics.identify(...call)),
    group: (...call) => keep(analytics.group(...call)),
    page: (...call) => keep(analytics.page(...call)),
    screen: (...call) => keep(analytics.screen(...call)),
    alias: (...call) => keep(analytics.alias(...call)),
  });
  radio.subscriptionStartedV1({ price_cents: 999 });
  radio.scriptQuoted();
  radio.located({ context: { groupId: "g1" } });
  radio.group("g1", { size: 4 });
  radio.pageHome({ signed_in: true });
  radio.screenMenu({ depth: 2 });
  radio.alias({ userId: "u2", previousId: "u1" });
  await Promise.all(answers);
  return { failures, taken: answers.length };
}
