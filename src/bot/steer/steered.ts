import type { Capability, Context } from "../../core/capability.ts";
import { maskPersonalData } from "../../core/mask.ts";
import type { Joined } from "../../core/perform.ts";
import { type Button, type Call, plain } from "../../core/reply.ts";
import type { Conversation } from "../conversation.ts";
import { forgetButton } from "../forget-talk.ts";
import type { Match } from "../match.ts";
import type { Prepared } from "../prepared.ts";
import type { Refused } from "../received.ts";
import type { Said } from "../said.ts";
import { inOrder } from "../several.ts";
import { onlyReading } from "./only-reading.ts";

const texts = {
  understood: (question: string) => `Pertanyaan yang saya baca: *${question}*`,
  meant: (what: string, parts: string[]) => `Apakah ini yang Anda maksud?\n\n*${what}*${parts.length > 0 ? `: ${parts.join("; ")}` : ""}`,
  yes: "Ya, itu maksud saya",
  question: "Tanya aturan",
  nearest: (label: string) => `Apakah jawaban Anda *${label}*? Ketuk untuk memastikan, atau pilih yang lain.`,
};

interface Turn {
  found: Match | Refused;
  prepared: Prepared;
  context: Context;
  talk: Conversation;
  joined: Joined;
}

interface Options {
  catalog: Capability[];
  fallback: string;
}

type Does = (call: Call, context: Context, joined: Joined) => Promise<Said>;

/**
 * What is said by what a model made of the words; undefined = it made nothing of them, or they are plain in themselves. What it chose is done
 * like anything that a person asks for, but that it can only read: what would change anything is put back to the person as a button, and the
 * tap on that is the person's own request, with whatever confirmation belongs to it.
 */
export async function steered(options: Options, { found, prepared, context, talk, joined }: Turn, does: Does): Promise<Said[] | undefined> {
  const { catalog, fallback } = options;
  const question = found.kind === "call" && found.free === true && found.call.capability === fallback ? found.call : undefined;
  if (!question && found.kind !== "unsure") return undefined;
  if (prepared.choice) return nearest(prepared.choice, talk);
  if (question && prepared.standAlone !== undefined) return [await standAlone(question, prepared.standAlone, context, (it, at) => does(it, at, joined))];
  const { calls } = prepared;
  if (!calls) return undefined;
  const [first] = calls;
  // Only a question after all: what the words alone lead to knows that better, unless it was in doubt.
  if (calls.length === 1 && first?.capability === fallback) return question ? undefined : [await does(first, context, joined)];
  const own = question ?? found;
  const ask = own && "choices" in own ? own.choices.find((it) => it.call.capability === fallback)?.call : question && masked(question);
  const carefully = async (call: Call, by: Joined): Promise<Said> => {
    if (call.capability === fallback) return does(call, context, by);
    const { asking } = talk.state;
    const read = await onlyReading(context, by, (at, alone) => does(call, at, alone));
    if (read) return read;
    talk.state.asking = asking;
    return meant(catalog, call, ask);
  };
  return calls.length === 1 && first
    ? [await carefully(first, joined)]
    : inOrder(calls, { joined, conversation: context.conversation, catalog, talk }, carefully);
}

/** An answer beneath the question that was read out of the talk. */
export const understoodAs = (question: string, answer: string): string => `${texts.understood(plain(question))}\n\n${answer}`;

/** The answer to the question as it stands on its own; above it is said which that is, below how to begin anew. */
async function standAlone(call: Call, written: string, context: Context, does: (call: Call, context: Context) => Promise<Said>): Promise<Said> {
  const field = Object.keys(call.input)[0] ?? "question";
  // It must not be joined with the question before it once more.
  const { question: _, ...memory } = context.memory;
  const said = await does({ ...call, input: { ...call.input, [field]: written } }, { ...context, memory });
  if (said.manner !== undefined) return said;
  const { reply } = said;
  return {
    ...said,
    free: true,
    reply: { ...reply, text: understoodAs(written, reply.text), buttons: [...(reply.buttons ?? []), forgetButton] },
  };
}

/** What was chosen would change something: whether it is meant, with all that would be handed over. */
function meant(catalog: Capability[], call: Call, question: Call | undefined): Said {
  const about = catalog.find((it) => it.id === call.capability)?.about.replace(/\.$/, "") ?? call.capability;
  const parts = Object.values(call.input).map((it) => plain(String(it)));
  const buttons: Button[] = [{ label: texts.yes, full: about.slice(0, 70), call }, ...(question ? [{ label: texts.question, call: question }] : [])];
  return { reply: { text: texts.meant(about, parts), buttons }, manner: "unsure", between: "asks", free: true };
}

/** A button is kept, and with it what it would ask. */
const masked = ({ capability, input }: Call): Call => ({
  capability,
  input: Object.fromEntries(Object.entries(input).map(([name, it]) => [name, typeof it === "string" ? maskPersonalData(it) : it])),
});

/** The open question's choice that came nearest, first, and the others behind it. Nothing is chosen by it. */
function nearest(choice: Call, talk: Conversation): Said[] | undefined {
  const same = (it: Button) => it.call.capability === choice.capability && JSON.stringify(it.call.input) === JSON.stringify(choice.input);
  const menu = talk.state.menus.findLast((it) => it.options.some(same));
  const option = menu?.options.find(same);
  if (!menu || !option) return undefined;
  const said: Said = {
    reply: { text: texts.nearest(plain(option.full ?? option.label)), buttons: [option, ...menu.options.filter((it) => it !== option)] },
    between: "asks",
  };
  return [said];
}
