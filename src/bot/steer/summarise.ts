import { createReferences } from "../compose/references.ts";
import type { Thread } from "../conversation.ts";
import { threadWords } from "../thread.ts";
import { wasSaid } from "./faithful.ts";
import type { Thinking } from "./thinking.ts";

/** From so many turns on the older ones are put into the summary, and so many stay as they were said. */
const from = 6;
const stay = 3;
const longest = 800;
/** It is no place for orders, and tells nothing of who somebody is. */
const notes = /\b(?:administrator|admin|petugas|superuser|abaikan|instruksi|perintah|tanpa konfirmasi|the|and|user)\b|https?:|www\.|\[[A-Z_]+_\d+\]/i;

/** The talk's older turns in a few sentences, with how many these are; null = there are not enough, or the model wrote what was never said. */
export async function summarise(thread: Thread | null, { model, asker, mask }: Thinking): Promise<{ text: string; turns: number } | null> {
  if (!thread || thread.turns.length < from) return null;
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
  const numbers = text.match(/\d+/g) ?? [];
  return numbers.every((it) => wasSaid(Number(it), old, thread.summary)) ? { text: text.replace(/\s+/g, " "), turns } : null;
}
