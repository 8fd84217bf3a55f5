import type { Capability } from "../../core/capability.ts";
import { conversationOf, type Inbound } from "../../core/channel.ts";
import type { Agency, Ended, Person } from "../../core/person.ts";
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
}

/** Where the documents were of no use, another thing may have been meant. */
const nothing = new Set(["no_source", "out_of_domain", "needs_clarification"]);

/**
 * What a model makes of a message of somebody whom it serves, before any transaction; null = it is not asked. It changes nothing: what
 * becomes of what it says, the turn decides, which reads everything again.
 */
export function createPreparer(
  talking: Talking,
  { db, clock, model, find }: PrepareNeeds,
): (message: Inbound, onDraft?: (text: string) => void) => Promise<Prepared | null> {
  const { cell, catalog, fallback } = talking;
  const oneByOne = createOneByOne();
  return async (inbound, onDraft) => {
    if (inbound.body.type !== "text" || inbound.body.text.trim().startsWith("/") || !(await talking.known(inbound))) return null;
    const now = clock();
    const [person] = await talking.identify(db, [inbound], now);
    if (!person || "ended" in person) return null;
    const asker = { agencyId: person.agency.id, personId: person.id, zone: person.agency.zone };
    const talk = await peekConversation(db, cell, conversationOf(inbound.to));
    if (!(await model.serves(asker))) return talk.state.thread ? { drop: true } : null;
    const { agencies, agency, memory } = contextOf(talking, db, talk, person, inbound, now);
    const understand = understandFor(talking, person, talk.state.form !== null);
    const cities = agencies.length > 1 ? agencies : [];
    const found = asked(match({ catalog, fallback, cities, understand }, talk, inbound.body), talk, () =>
      match({ catalog, fallback, cities, understand }, withoutAsking(talk), inbound.body),
    );
    const text = inbound.body.text;
    const free = found.kind === "unsure" || (found.kind === "call" && found.free === true);
    if (!free || agency === null || model.staysHome(text) !== null) return null;
    const thread = withoutHome(threadOf(talk, now), model);
    const around = `Kota ${agency.name}. Hari ini ${longDate(localDate(now, agency.zone))}.`;
    const thinking: Thinking = { model, asker, mask: await model.maskFor(asker), message: text, before: threadWords(thread), around };
    const summing = summarise(thread, thinking);
    const done = async (more: Prepared): Promise<Prepared> => {
      const summary = await summing;
      return { keep: true, ...more, ...(summary && { summary }) };
    };
    const isQuestion = found.kind === "call" && found.call.capability === fallback;
    if ((found.kind === "call" && !isQuestion) || splitRequests(found, inbound.body, understand)) return done({});
    const tools = { catalog, person, fallback, field: "question" };
    if (!isQuestion) {
      const calls = await chooseCalls(thinking, tools);
      return done(calls ? { calls } : {});
    }
    const standAlone = thread && mayGoOn(text) ? await rewrite(thinking) : null;
    const question = standAlone ?? text;
    const previous = standAlone === null && typeof memory.question === "string" ? memory.question : undefined;
    const said = await oneByOne(() => find(question, { agency, previous, now }));
    const own: Prepared = standAlone === null ? {} : { standAlone };
    if (nothing.has(said.outcome)) {
      const choice = talk.state.form ? await pickChoice(thinking, talk) : null;
      if (choice) return done({ choice });
      const calls = talk.state.form ? null : await chooseCalls(thinking, tools);
      return done(calls?.some((it) => it.capability !== fallback) ? { calls } : own);
    }
    const written = await writeAnswer(model, {
      question,
      asker,
      mask: thinking.mask,
      before: thinking.before,
      previous,
      around,
      found: said,
      onDraft: standAlone === null ? onDraft : undefined,
    });
    return done({ ...own, ...(written && { written }) });
  };
}

/** Where a form takes whatever is said and may hand it back, what the words are elsewhere is looked at. */
const asked = (found: Match, talk: Conversation, elsewhere: () => Match): Match =>
  talk.state.form && talk.state.asking?.whole && !talk.state.asking.anyWords && found.kind === "call" && found.call.capability === talk.state.asking.capability
    ? elsewhere()
    : found;

/** What a passage or an earlier message says must not leave either. */
function withoutHome(thread: Thread | null, model: Gateway): Thread | null {
  const turns = thread?.turns.map((it) => (model.staysHome(`${it.said}\n${it.replied}`) === null ? it : unsaid)) ?? [];
  const left = thread && { ...thread, turns };
  return left && model.staysHome(threadWords(left)) === null ? left : null;
}

const unsaid = { said: "…", replied: "…" };

const withoutAsking = (talk: Conversation): Conversation => ({ ...talk, state: { ...talk.state, asking: null } });
