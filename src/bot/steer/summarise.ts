import { createReferences } from "../compose/references.ts";
import type { Thread } from "../conversation.ts";
import type { Prepared } from "../prepared.ts";
import { threadWords } from "../thread.ts";
import type { Thinking } from "./thinking.ts";

/** From so many turns on the older ones are put into the summary, and so many stay as they were said. */
const from = 6;
const stay = 3;
const longest = 800;
/** It is no place for orders, and tells nothing of who somebody is. */
const notes = /\b(?:administrator|superuser|abaikan|instruksi|perintah|tanpa konfirmasi|the|and|user)\b|https?:|www\.|\[[A-Z_]+_\d+\]/i;

/**
 * The talk's older turns in a few sentences, with how many these are; nothing = there are not enough of them, or it is too soon after a
 * failure; `unsummed` = it failed, or the model wrote what was never said.
 */
export async function summarise(thread: Thread | null, thinking: Thinking): Promise<Pick<Prepared, "summary" | "unsummed">> {
  if (!thread || thread.turns.length < from || (thread.rest ?? 0) > 0) return {};
  const summary = await summed(thread, thinking);
  return summary ? { summary } : { unsummed: true };
}

async function summed(thread: Thread, { model, asker, mask }: Thinking): Promise<NonNullable<Prepared["summary"]> | null> {
  const turns = thread.turns.length - stay;
  const old = threadWords({ ...thread, summary: "", turns: thread.turns.slice(0, turns) });
  const references = createReferences();
  const outcome = await model.complete({
    prompt: "ringkas-percakapan",
    input: { ringkasan: references.hide(thread.summary || "(belum ada)"), percakapan: references.hide(old) },
    asker,
    mask,
  });
  if (outcome.kind !== "ok" || outcome.finish !== "stop" || outcome.text.length > longest) return null;
  const text = references.restore(mask.restore(outcome.text.trim()));
  if (text === null || notes.test(text) || model.staysHome(text) !== null) return null;
  const said = new Set(digitsIn(`${old}\n${thread.summary}`));
  return digitsIn(text).every((it) => said.has(it)) ? { text: text.replace(/\s+/g, " "), turns } : null;
}

const digitsIn = (text: string): string[] => text.match(/\d+/g) ?? [];
