import type { Capability, Context, Outcome } from "../core/capability.ts";
import { Fault } from "../core/fault.ts";
import type { Call, Reply } from "../core/reply.ts";
import type { Conversation } from "./conversation.ts";

const goesOn = "Kita lanjutkan:";
const texts = {
  left: (command: string | undefined) =>
    `Baik, kita berhenti di sini. Jawaban yang sudah masuk tetap tersimpan. Untuk melanjutkan kapan saja, pilih *Lanjutkan*${command ? ` atau ketik /${command}` : ""}.`,
  goOn: "Lanjutkan",
};

/** For how long an open form speaks up again by itself; later it waits for the person's own command. */
const openMinutes = 60;

/** What an open form makes of something else that came in between: after what only `tells` it goes on, while that `asks` it waits. */
export type Between = "tells" | "asks";

/** What the assistant says or asks of itself; it begins nothing else. */
const ofItself = ["help", "start", "choose_consent"];

/** Whether a call only tells: `answering` = the capabilities that answer questions. Anything else begins something of its own. */
export const betweenOf = ({ capability }: Call, answering: (string | undefined)[]): Between | undefined =>
  [...ofItself, ...answering].includes(capability) ? "tells" : undefined;

/**
 * Keeps the talk's open form up to date with what has just been done, and gives its question once more where something else
 * was told in between. The form itself lives in its feature's tables: what is kept here is only how to ask.
 */
export async function formGoesOn(
  talk: Conversation,
  { now }: Context,
  done: Outcome & { between?: Between },
  ask: (call: Call) => Promise<Outcome>,
): Promise<Reply | undefined> {
  const open = talk.state.form;
  const at = now.toString();
  if (done.between === "asks") return undefined;
  talk.state.form = done.form ? { ...done.form, at } : null;
  if (!open || done.form || !done.between) return undefined;
  if (now.since(Temporal.Instant.from(open.at)).total("minutes") > openMinutes) return undefined;
  const next = await ask({ capability: open.capability, input: open.input }).catch(ended);
  talk.state.form = next?.form ? { ...next.form, at } : null;
  if (next?.form && next.awaits) talk.state.asking = next.awaits;
  return next?.form && { ...next.reply, text: `${goesOn}\n\n${next.reply.text}` };
}

/** Who may no longer go on with it (a right lost meanwhile) has got an answer to what was asked just now, and that is all. */
function ended(error: unknown): undefined {
  if (!(error instanceof Fault)) throw error;
}

/** The message was not what was awaited (`asking`), which stays awaited beside what only was said aside or asked back. */
export function waitsOn<T extends { manner?: string; between?: Between }>(talk: Conversation, asking: Conversation["state"]["asking"], said: T): T {
  if (said.manner === "aside" || said.between === "asks") talk.state.asking = asking;
  return said;
}

/** Out of the open form, at the person's own wish; its answers are in its feature's tables, so that it can be taken up again. */
export function leaveForm(catalog: Capability[], talk: Conversation): Outcome {
  const { form } = talk.state;
  if (!form) throw new Error("no form to leave");
  const call = { capability: form.capability, input: form.input };
  const command = catalog.find((it) => it.id === call.capability)?.command;
  talk.state.asking = null;
  return { reply: { text: texts.left(command), buttons: [{ label: texts.goOn, call }] } };
}
