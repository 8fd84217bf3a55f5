import type { Capability } from "../../core/capability.ts";
import { conversationOf, type Inbound } from "../../core/channel.ts";
import type { Agency, Ended, Person } from "../../core/person.ts";
import type { Call } from "../../core/reply.ts";
import { type Clock, localDate, longDate } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import type { Gateway } from "../../llm/gateway.ts";
import { type Found, writeAnswer } from "../compose/write-answer.ts";
import { contextOf, type Place } from "../context.ts";
import { type Conversation, peekConversation, type Thread } from "../conversation.ts";
import { type Match, match } from "../match.ts";
import type { Prepared } from "../prepared.ts";
import { splitRequests } from "../several.ts";
import { threadOf, threadWords } from "../thread.ts";
import { understandFor } from "../understand/for-person.ts";
import type { Understanding } from "../understand/understanding.ts";
import { chooseCalls } from "./choose.ts";
import { createOneByOne } from "./one-by-one.ts";
import { pickChoice } from "./pick.ts";
import { mayGoOn, rewrite } from "./rewrite.ts";
import { summarise } from "./summarise.ts";
import type { Thinking } from "./thinking.ts";
import { wouldTake } from "./would-take.ts";

/** What the engine knows of talks, too. */
export interface Talking extends Place {
  catalog: Capability[];
  fallback: string;
  understanding?: Understanding;
  known(message: Inbound): Promise<boolean>;
  identify(db: Database, messages: Inbound[], now: Temporal.Instant): Promise<(Person | Ended | null)[]>;
}

export interface PrepareNeeds {
  db: Database;
  clock: Clock;
  model: Gateway;
  /** What the documents say, without a model. */
  find(question: string, at: { agency: Agency; previous?: string | undefined; now: Temporal.Instant }): Promise<Found>;
  /** Whether a message may be a complaint about people, from the share on at which nothing of one without an answer is kept. */
  suspects(text: string): boolean;
}

/** Where the documents were of no use, another thing may have been meant. */
const nothing = new Set(["no_source", "out_of_domain", "needs_clarification"]);

/**
 * What a model makes of a message of somebody whom it serves, before any transaction; null = it is not asked. It changes nothing: what
 * becomes of what it says, the turn decides, which reads everything again.
 */
export function createPreparer(
  talking: Talking,
  { db, clock, model, find, suspects }: PrepareNeeds,
): (message: Inbound, onDraft?: (text: string) => void) => Promise<Prepared | null> {
  const { cell, catalog, fallback } = talking;
  const oneByOne = createOneByOne();
  return async (inbound, onDraft) => {
    if (inbound.body.type !== "text" || !mayBeRead(inbound.body.text) || !(await talking.known(inbound))) return null;
    const { text } = inbound.body;
    const now = clock();
    const [writer] = await talking.identify(db, [inbound], now);
    if (!writer || "ended" in writer) return null;
    const talk = await peekConversation(db, cell, conversationOf(inbound.to));
    const context = contextOf(talking, db, talk, writer, inbound, now);
    const { agencies, agency, memory, person } = context;
    if (!person) return talk.state.thread ? { drop: true } : null;
    const asker = { agencyId: person.agency.id, personId: person.id, zone: person.agency.zone };
    if (!(await model.serves(asker))) return talk.state.thread ? { drop: true } : null;
    const understand = understandFor(talking, person, talk.state.form !== null);
    const cities = agencies.length > 1 ? agencies : [];
    const at = { catalog, fallback, cities, understand };
    const form = awaitingForm(match(at, talk, inbound.body), talk);
    const found = match(at, form ? withoutAsking(talk) : talk, inbound.body);
    const free = found.kind === "unsure" || (found.kind === "call" && found.free === true);
    if (!free || agency === null || model.staysHome(text) !== null) return null;
    if (form && (await wouldTake(catalog, context, form))) return null;
    const isQuestion = found.kind === "call" && found.call.capability === fallback;
    // What is understood as it is needs no model; it is only remembered.
    if ((found.kind === "call" && !isQuestion) || splitRequests(found, inbound.body, understand)) return suspects(text) ? null : { keep: true };
    const looked = typeof memory.question === "string" ? memory.question : undefined;
    const own = await oneByOne(() => find(text, { agency, previous: looked, now }));
    if (own.confidential || (own.outcome === refused && suspects(text))) return null;
    const thread = withoutHome(threadOf(talk, now), model);
    const around = `Kota ${agency.name}. Hari ini ${longDate(localDate(now, agency.zone))}.`;
    const thinking: Thinking = { model, asker, mask: await model.maskFor(asker), message: text, before: threadWords(thread), around };
    const summing = summarise(thread, thinking);
    const done = async (more: Prepared): Promise<Prepared> => ({ keep: true, ...more, ...(await summing) });
    const tools = { catalog, person, fallback, field: "question" };
    if (!isQuestion) {
      const calls = await chooseCalls(thinking, tools);
      return done(calls ? { calls } : {});
    }
    const standAlone = thread && mayGoOn(text) ? await rewrite(thinking) : null;
    const question = standAlone ?? text;
    const previous = standAlone === null ? looked : undefined;
    const said = standAlone === null ? own : await oneByOne(() => find(question, { agency, now }));
    if (said.confidential) return null;
    const whole: Prepared = standAlone === null ? {} : { standAlone };
    if (nothing.has(said.outcome)) {
      const choice = talk.state.form ? await pickChoice(thinking, talk) : null;
      if (choice) return done({ choice });
      const calls = talk.state.form ? null : await chooseCalls(thinking, tools);
      return done(calls?.some((it) => it.capability !== fallback) ? { calls } : whole);
    }
    const written = await writeAnswer(model, {
      question,
      asker,
      mask: thinking.mask,
      before: thread ? thinking.before : undefined,
      previous,
      around,
      found: said,
      onDraft: standAlone === null ? onDraft : undefined,
    });
    return done({ ...whole, ...(written && { written }) });
  };
}

/** What asks for somebody's data may be a complaint about them, too. */
const refused = "personal_data_refused";
/** Characters of the longest message that the documents answer; a longer one is a letter, and stays home. */
const longest = 2_000;
const mayBeRead = (text: string): boolean => text.length <= longest && !text.trim().startsWith("/");

/** The call of a form that takes whatever is said and may hand it back: then what the words are elsewhere is looked at. */
const awaitingForm = (found: Match, { state: { form, asking } }: Conversation): Call | null =>
  form && asking?.whole && !asking.anyWords && found.kind === "call" && found.call.capability === asking.capability ? found.call : null;

/** What a passage or an earlier message says must not leave either. */
function withoutHome(thread: Thread | null, model: Gateway): Thread | null {
  const turns = thread?.turns.map((it) => (model.staysHome(`${it.said}\n${it.replied}`) === null ? it : unsaid)) ?? [];
  const left = thread && { ...thread, turns };
  return left && model.staysHome(threadWords(left)) === null ? left : null;
}

const unsaid = { said: "…", replied: "…" };

const withoutAsking = (talk: Conversation): Conversation => ({ ...talk, state: { ...talk.state, asking: null } });
