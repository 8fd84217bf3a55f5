import type { Capability } from "../core/capability.ts";
import type { Inbound } from "../core/channel.ts";
import { maskPersonalData } from "../core/mask.ts";
import type { Conversation, Thread } from "./conversation.ts";
import type { Prepared } from "./prepared.ts";
import type { Said } from "./said.ts";

/** Hours after which what is said next has nothing to do with what was said before. */
const hours = 6;
/** Longest piece of a message or a reply that is remembered, characters. */
const longest = { said: 400, replied: 400 } as const;
/** Turns kept in words; older ones live on in the summary, or nowhere. */
export const turnsKept = 8;

/** What is remembered of the talk, while it still has something to do with what comes next; null = nothing. */
export function threadOf({ state: { thread } }: Conversation, now: Temporal.Instant): Thread | null {
  if (!thread || now.since(Temporal.Instant.from(thread.at)).total("hours") > hours) return null;
  return thread;
}

/** The thread as a model reads it. */
export const threadWords = (thread: Thread | null): string =>
  [
    ...(thread?.summary ? [`Ringkasan: ${thread.summary}`] : []),
    ...(thread?.turns ?? []).map(({ said, replied }) => `Pegawai: ${said}\nAsisten: ${replied}`),
  ].join("\n") || "(belum ada)";

interface Turn {
  message: Inbound;
  said: Said[];
  prepared: Prepared | undefined;
  options: { catalog: Capability[]; fallback: string };
  now: Temporal.Instant;
}

/**
 * Remembers a turn of somebody whom the model serves, so that the next message can be understood. Only free words are: never what answers a
 * form, a code or a tap. Of an answer from the documents its beginning is kept, of anything else only what it was, since it may be about people.
 */
export function keepTurn(talk: Conversation, { message, said, prepared, options, now }: Turn): void {
  if (prepared?.drop) talk.state.thread = null;
  if (said.some((it) => it.forget) || !prepared?.keep || message.body.type !== "text") return;
  const free = said.filter((it) => it.free && it.manner !== "aside");
  if (free.length === 0) return;
  const old = threadOf(talk, now);
  const summary = prepared.summary;
  const turns = (old?.turns ?? []).slice(summary?.turns ?? 0);
  const turn = {
    said: cut(maskPersonalData(prepared.standAlone ?? message.body.text), longest.said),
    replied: cut(maskPersonalData(free.map((it) => repliedOf(it, options, prepared)).join(" ")), longest.replied),
  };
  talk.state.thread = { summary: summary?.text ?? old?.summary ?? "", turns: [...turns, turn].slice(-turnsKept), at: now.toString() };
}

function repliedOf({ call, reply, manner }: Said, { catalog, fallback }: Turn["options"], { standAlone }: Prepared): string {
  if (manner === "unsure") return "(menanyakan maksudnya)";
  // Above an answer to a question put together stands which question that is.
  if (call?.capability === fallback) return standAlone === undefined ? reply.text : reply.text.replace(/^.*?\n\n/s, "");
  const about = catalog.find((it) => it.id === call?.capability)?.about ?? "menjawab";
  return `(${about.replace(/\.$/, "")})`;
}

const cut = (text: string, most: number): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most).replace(/\s\S*$/, "")} …` : line;
};
