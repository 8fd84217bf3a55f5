import { z } from "zod";
import type { Inbound } from "../core/channel.ts";
import { takeNoticeMenus } from "../core/notice-menu.ts";
import { type Database, sql } from "../db/database.ts";

const CallRow = z.object({ capability: z.string(), input: z.record(z.string(), z.unknown()) });
const Menu = z.object({
  key: z.string(),
  options: z.array(z.object({ label: z.string(), full: z.string().optional(), call: CallRow })),
  /** The words above the choices, where they may have to be asked again. */
  question: z.string().optional(),
  /** The choices are guesses at what was meant. */
  unsure: z.boolean().optional(),
  /** From this place on they answer a question at the reply's end, whose words these are; what stands before is not about it. */
  offer: z.object({ from: z.number(), question: z.string() }).optional(),
});
export type Menu = z.output<typeof Menu>;

const Thread = z.object({
  summary: z.string(),
  /** `replied`: what the documents say, or which thing was shown; never anybody's data. `heard`: the voice note that said it. */
  turns: z.array(z.object({ said: z.string(), replied: z.string(), heard: z.string().optional() })),
  /** ISO instant of the newest turn. */
  at: z.string(),
  /** Turns for which no summary is tried again. */
  rest: z.number().optional(),
});
export type Thread = z.output<typeof Thread>;

/** What a talk remembers between messages. */
const State = z.object({
  /** Who spoke last, where the network tells that apart from the address (WhatsApp: account and number). */
  sender: z.string().optional(),
  /** The choices of the last letters, newest last; a tap names its letter, a typed number means the newest. */
  menus: z.array(Menu).default([]),
  /** The newest letter had choices and nothing has been said since. */
  menuOpen: z.boolean().default(false),
  /** Notices with choices that came while a list was open: which list a typed number or a "ya" means, nobody can tell then. */
  noticed: z.number().default(0),
  /** A call that waits for one more part of its input. */
  asking: CallRow.extend({ field: z.string(), whole: z.boolean().optional(), anyWords: z.boolean().optional() }).nullable().default(null),
  /** The choice that was used last, while nothing else has been said since: a second tap gets no second answer. */
  used: z.object({ menu: z.string(), choice: z.number() }).nullable().default(null),
  /** A form whose question is open, with the instant (ISO) at which it was asked. */
  form: CallRow.extend({ at: z.string() }).nullable().default(null),
  /** The call that a contact card answers, with the instant (ISO) at which we asked for one. */
  contactFor: CallRow.extend({ at: z.string() }).nullable().default(null),
  cityAsked: z.boolean().default(false),
  /** Whether the language model may be used was asked here already: once is enough, also for who did not answer. */
  modelOffered: z.boolean().default(false),
  /** The last turns in words, and what was said before them in short: only of who has said yes to the model, to understand what comes next. */
  thread: Thread.nullable().default(null),
  memory: z.record(z.string(), z.unknown()).default({}),
});

const Row = z.object({ id: z.string(), agencyId: z.number().nullable(), state: State });
export type Conversation = z.output<typeof Row>;

/** How many turns a stored state remembers in words. */
export const rememberedTurns = (state: unknown): number => State.partial().safeParse(state).data?.thread?.turns.length ?? 0;

/** How many letters' buttons stay alive. */
const menusKept = 8;

/** The talk as if nobody had ever spoken in it. */
export function forgetTalk(talk: Conversation): void {
  const { cityAsked, sender } = talk.state;
  talk.state = { ...State.parse({}), cityAsked, ...(sender !== undefined && { sender }) };
}

/** A number may be given to somebody else, who must find nothing of what its former owner said or was asked. */
export function heedSender(talk: Conversation, { from, to, body }: Inbound): void {
  const left = body.type === "left";
  const sender = left || from.id === to.chat ? undefined : from.id;
  if (left || (sender !== undefined && talk.state.sender !== undefined && sender !== talk.state.sender)) {
    talk.agencyId = null;
    talk.state = State.parse({});
  }
  if (sender !== undefined) talk.state.sender = sender;
}

/** What is remembered of these talks, in their order; nobody else writes them, since whoever handles a talk holds its mailbox. */
export async function loadConversations(tx: Database, cell: number, ids: string[]): Promise<Conversation[]> {
  const talks = await peekConversations(tx, cell, ids);
  for (const { conversation, key, options } of await takeNoticeMenus(tx, cell, ids)) {
    const state = talks.find((it) => it.id === conversation)?.state;
    if (!state) continue;
    // The list that was open stays the last one, but is not the latest message any more: see `noticed`.
    if (state.menuOpen) state.noticed += 1;
    state.menus.splice(state.noticed > 0 ? -1 : state.menus.length, 0, { key, options });
    // Where a form awaits words without a list of its own, a typed number is for the form: the notice can only be tapped.
    if (!state.asking?.whole) state.menuOpen = true;
  }
  return talks;
}

/** A talk that goes on under another id keeps the city chosen in it, and nothing else. */
export async function carryCity(db: Database, cell: number, from: string, to: string, now: Temporal.Instant): Promise<void> {
  const state = { ...State.parse({}), cityAsked: true };
  await db.run(sql`
    insert into conversation (cell, id, agency_id, state, started_at, seen_at)
    select ${cell}, ${to}, agency_id, ${JSON.stringify(state)}::jsonb, ${now.toString()}::timestamptz, ${now.toString()}::timestamptz
      from conversation where cell = ${cell} and id = ${from} and agency_id is not null
    on conflict do nothing`);
}

/** One talk, for looking only. */
export async function peekConversation(db: Database, cell: number, id: string): Promise<Conversation> {
  const [talk] = await peekConversations(db, cell, [id]);
  if (!talk) throw new Error("a talk that was asked for is missing");
  return talk;
}

/** What is remembered of talks, in their order, for looking only: nothing is taken, and nothing of it may be saved. */
export async function peekConversations(db: Database, cell: number, ids: string[]): Promise<Conversation[]> {
  const rows = await db.many(Row, sql`select id, agency_id as "agencyId", state from conversation where cell = ${cell} and id = any(${ids}::text[])`);
  const found = new Map(rows.map((it) => [it.id, it]));
  return ids.map((id) => found.get(id) ?? { id, agencyId: null, state: State.parse({}) });
}

export async function saveConversations(tx: Database, cell: number, talks: Conversation[], now: Temporal.Instant): Promise<void> {
  const rows = talks.map((it) => ({ id: it.id, agency: it.agencyId, state: { ...it.state, menus: it.state.menus.slice(-menusKept) } }));
  await tx.run(sql`
    insert into conversation (cell, id, agency_id, state, started_at, seen_at)
    select ${cell}, id, agency, state, ${now.toString()}::timestamptz, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (id text, agency smallint, state jsonb)
     order by id
    on conflict (cell, id) do update
      set agency_id = excluded.agency_id, state = excluded.state, seen_at = excluded.seen_at`);
}
