/**
 * For tests: see what was sent, and fail where it breaks the plan.
 *
 *     const sent = capture();
 *     checkOut(cart);
 *     expect(sent.named("Order Completed")).toHaveLength(1);
 *     sent.restore();
 */
import { exchange, SchemaViolation, type Message, type Validate } from "./runtime.js";

/** What was sent since `capture()`, in order. */
export interface Captured {
  readonly messages: readonly Message[];
  /** The events, pages or screens with this name. */
  named(name: string): readonly Message[];
  /** Send as before again. Throws if a call broke the plan and the code under test hid it. */
  restore(): void;
}

/**
 * Send nothing and record every call, with the context that `configure` was given. With `validate`, a
 * call that breaks the plan throws a `SchemaViolation` where it is made.
 */
export function capture(validate?: Validate): Captured {
  const messages: Message[] = [];
  const broken: SchemaViolation[] = [];
  const before = exchange(undefined);
  exchange({
    context: before?.context,
    strict: true,
    validate,
    take: (message) => messages.push(message),
    onViolation: (call, _, violations) => {
      broken.push(new SchemaViolation(call, violations));
      throw broken[broken.length - 1];
    },
  });
  return {
    messages,
    named: (name) => messages.filter((one) => (one.event ?? one.name) === name),
    restore: () => {
      exchange(before);
      if (broken[0] !== undefined) {
        throw broken[0];
      }
    },
  };
}
