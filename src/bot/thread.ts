import type { Context } from "../core/capability.ts";
import type { Inbound } from "../core/channel.ts";
import { maskPersonalData } from "../core/mask.ts";
import type { Conversation, Thread } from "./conversation.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Prepared } from "./prepared.ts";
import type { Said } from "./said.ts";
import { misheardCapability } from "./voice/misheard.ts";

/** Hours after which what is said next has nothing to do with what was said before. */
export const threadHours = 6;
/** Longest piece of a message or a reply that is remembered, characters. */
const longest = { said: 400, replied: 400 } as const;
/** Turns kept in words; older ones live on in the summary, or nowhere. */
export const turnsKept = 8;
/** Turns after a summary that failed before the next is tried. */
const turnsAfterFailure = 3;

/** What is remembered of the talk, while it still has something to do with what comes next; null = nothing. */
export function threadOf({ state: { thread } }: Conversation, now: Temporal.Instant): Thread | null {
  if (!thread || now.since(Temporal.Instant.from(thread.at)).total("hours") > threadHours) return null;
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
  /** The words were spoken. */
  heard: boolean;
  prepared: Prepared | undefined;
  options: Pick<EngineOptions, "catalog" | "fallback" | "mayRemember">;
  context: Pick<Context, "db" | "person" | "now">;
}

/**
 * Remembers a turn of somebody whom the model serves, so that the next message can be understood. Only free words are: never what answers a
 * form, a code or a tap. Of an answer from the documents its beginning is kept, of anything else only what it was, since it may be about people.
 */
export async function keepTurn(talk: Conversation, { message, said, heard, prepared, options, context }: Turn): Promise<void> {
  const { db, person, now } = context;
  const misheard = said.find((it) => it.call?.capability === misheardCapability.id)?.call?.input.heard;
  // Other words may have been said since, or those of the note were never kept.
  if (talk.state.thread && misheard !== undefined) talk.state.thread.turns = talk.state.thread.turns.filter((it) => it.heard !== misheard);
  if (prepared?.drop) talk.state.thread = null;
  if (!prepared?.keep && !talk.state.thread) return;
  // Between the model's look and this turn, or since the last message, the yes may have been taken back.
  if (!person || !(await options.mayRemember?.(db, person))) talk.state.thread = null;
  else if (prepared?.keep && !said.some((it) => it.forget)) addTurn(talk, { message, said, heard, prepared, options, now });
}

type Kept = Omit<Turn, "context" | "prepared"> & { prepared: Prepared; now: Temporal.Instant };

function addTurn(talk: Conversation, { message, said, heard, prepared, options, now }: Kept): void {
  if (prepared.unsummed && talk.state.thread) talk.state.thread.rest = turnsAfterFailure;
  if (message.body.type !== "text") return;
  const free = said.filter((it) => it.free && it.manner !== "aside");
  if (free.length === 0) return;
  const old = threadOf(talk, now);
  const { summary } = prepared;
  const rest = prepared.unsummed ? turnsAfterFailure : Math.max(0, (old?.rest ?? 0) - 1);
  const turns = (old?.turns ?? []).slice(summary?.turns ?? 0);
  const turn = {
    said: cut(maskPersonalData(prepared.standAlone ?? message.body.text), longest.said),
    replied: cut(maskPersonalData(free.map((it) => repliedOf(it, options, prepared)).join(" ")), longest.replied),
    ...(heard && { heard: message.dedupe }),
  };
  talk.state.thread = {
    summary: summary?.text ?? old?.summary ?? "",
    turns: [...turns, turn].slice(-turnsKept),
    at: now.toString(),
    ...(rest > 0 && { rest }),
  };
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
