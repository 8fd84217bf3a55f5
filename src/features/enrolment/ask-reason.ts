import type { Outcome } from "../../core/capability.ts";
import type { Button, Call } from "../../core/reply.ts";

/**
 * Asks for a reason in somebody's own words, by which something is decided at once. It is a form: a question that comes instead is answered, and
 * then the reason is asked for again.
 */
export const asksReason = (text: string, call: Call): Outcome => ({ reply: { text }, form: call, awaits: { ...call, field: "reason" }, code: "reason" });

/**
 * The same with usual reasons as buttons: whoever writes their own words at once, without the button for it, has given the reason, too.
 * `own`: the call that takes it.
 */
export const offersReasons = (text: string, buttons: Button[], own: Call): Outcome => ({
  reply: { text, buttons },
  awaits: { ...own, field: "reason" },
  code: "reason",
});

/** Words that ask are no reason: who asks "boleh lihat jadwalnya dulu?" has decided nothing. */
export const isQuestion = (words: string): boolean => /\?\s*$/.test(words);

/** The words belong to the talk. */
export const noReason: Outcome = { reply: { text: "" }, notAwaited: true };
