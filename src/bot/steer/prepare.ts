import type { Capability, Context } from "../../core/capability.ts";
import { conversationOf, type Inbound } from "../../core/channel.ts";
import { createFewAtOnce } from "../../core/few-at-once.ts";
import { gather } from "../../core/gather.ts";
import type { Agency, Ended, Person } from "../../core/person.ts";
import type { Call } from "../../core/reply.ts";
import { type Clock, localDate, longDate } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import type { Gateway } from "../../llm/gateway.ts";
import type { Asker } from "../../llm/request.ts";
import { type Found, writeAnswer } from "../compose/write-answer.ts";
import { contextOf, type Place } from "../context.ts";
import { type Conversation, peekConversations, type Thread } from "../conversation.ts";
import { type Match, match, questionFor } from "../match.ts";
import type { Prepared } from "../prepared.ts";
import { splitRequests } from "../several.ts";
import { threadOf, threadWords } from "../thread.ts";
import { understandFor } from "../understand/for-person.ts";
import type { Understanding } from "../understand/understanding.ts";
import { chooseCalls } from "./choose.ts";
import { pickChoice } from "./pick.ts";
import { mayGoOn, rewrite } from "./rewrite.ts";
import { understoodAs } from "./steered.ts";
import { summarise } from "./summarise.ts";
import type { Thinking } from "./thinking.ts";
import { wouldTake } from "./would-take.ts";

/** What the engine knows of talks, too. */
export interface Talking extends Place {
  catalog: Capability[];
  fallback: string;
  understanding?: Understanding;
  known(message: Inbound): Promise<unknown>;
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

/** Somebody whom the model serves, and what they wrote. */
interface Served {
  text: string;
  body: Inbound["body"];
  talk: Conversation;
  context: Context;
  person: Person;
  agency: Agency;
  asker: Asker;
}

/** A message that a model is to be asked about, with what the documents say to it as it stands. */
interface Looked extends Served {
  thinking: Thinking;
  thread: Thread | null;
  own: Found;
  /** Question of the talk's that the documents were last asked. */
  previous: string | undefined;
  isQuestion: boolean;
}

/**
 * What a model makes of a message of somebody whom it serves, before any transaction; null = it is not asked. It changes nothing: what
 * becomes of what it says, the turn decides, which reads everything again.
 */
export function createPreparer(
  talking: Talking,
  { db, clock, model, find, suspects }: PrepareNeeds,
): (message: Inbound, onDraft?: (text: string) => void) => Promise<Prepared | null> {
  const { cell, catalog, fallback } = talking;
  const whoIs = gather(served);
  const oneByOne = createFewAtOnce(1);

  /** Who has written, each with their talk; of many at once with a few questions to the base. null = the model does not serve them. */
  async function served(inbounds: Inbound[]): Promise<(Served | Prepared | null)[]> {
    const now = clock();
    const writers = await talking.identify(db, inbounds, now);
    const talks = await peekConversations(
      db,
      cell,
      inbounds.map((it) => conversationOf(it.to)),
    );
    const contexts = inbounds.map((it, at) => {
      const [talk, writer] = [talks[at], writers[at]];
      return talk && writer && !("ended" in writer) ? { talk, context: contextOf(talking, db, talk, writer, it, now) } : null;
    });
    const askers = contexts.map((it) => it?.context.person && askerOf(it.context.person));
    const serves = await model.serves(askers.filter((it) => it != null));
    return inbounds.map(({ body }, at): Served | Prepared | null => {
      const [found, asker] = [contexts[at], askers[at]];
      const isServed = asker ? serves.shift() === true : false;
      if (!found || body.type !== "text") return null;
      const { talk, context } = found;
      if (!asker || !isServed) return talk.state.thread ? { drop: true } : null;
      const { agency, person } = context;
      return agency && person && { text: body.text, body, talk, context, person, agency, asker };
    });
  }

  async function looked(served: Served): Promise<Looked | Prepared | null> {
    const { text, body, talk, context, person, agency, asker } = served;
    const { agencies, memory, now } = context;
    const understand = understandFor(talking, person, talk.state.form !== null, memory.question);
    const at = { catalog, fallback, cities: agencies.length > 1 ? agencies : [], understand };
    const form = awaitingForm(match(at, talk, body), talk);
    const found = match(at, form ? withoutAsking(talk) : talk, body);
    const free = found.kind === "unsure" || (found.kind === "call" && found.free === true);
    if (!free || model.staysHome(text) !== null) return null;
    if (form && (await wouldTake(catalog, context, form))) return null;
    const isQuestion = found.kind === "call" && found.call.capability === fallback;
    // What is understood as it is needs no model; it is only remembered.
    if ((found.kind === "call" && !isQuestion) || splitRequests(found, body, understand, questionFor(talking))) return suspects(text) ? null : { keep: true };
    const previous = typeof memory.question === "string" ? memory.question : undefined;
    const own = await find(text, { agency, previous, now });
    // Refused for whom it names: that name may be nobody's in the register, so no mask would know it in what is remembered of the talk.
    if (own.confidential || (own.outcome === refused && (isQuestion || suspects(text)))) return null;
    const thread = withoutHome(threadOf(talk, now), model);
    const around = `Kota ${agency.name}. Hari ini ${longDate(localDate(now, agency.zone))}.`;
    const thinking: Thinking = { model, asker, mask: await model.maskFor(asker), message: text, before: threadWords(thread), around };
    return { ...served, thinking, thread, own, previous, isQuestion };
  }

  async function asked(it: Looked, onDraft?: (text: string) => void): Promise<Prepared | null> {
    const { text, talk, context, person, agency, asker, thinking, thread, own, previous, isQuestion } = it;
    const summing = summarise(thread, thinking);
    const done = async (more: Prepared): Promise<Prepared> => ({ keep: true, ...more, ...(await summing) });
    const tools = { catalog, person, fallback, field: "question" };
    if (!isQuestion) {
      const calls = await chooseCalls(thinking, tools);
      return done(calls ? { calls } : {});
    }
    const standAlone = thread && mayGoOn(text) ? await rewrite(thinking) : null;
    const question = standAlone ?? text;
    const said = standAlone === null ? own : await oneByOne(() => find(question, { agency, now: context.now }));
    if (said.confidential) return null;
    const whole: Prepared = standAlone === null ? {} : { standAlone };
    if (nothing.has(said.outcome)) {
      const choice = talk.state.form ? await pickChoice(thinking, talk) : null;
      if (choice) return done({ choice });
      const calls = talk.state.form ? null : await chooseCalls(thinking, tools);
      return done(calls?.some((one) => one.capability !== fallback) ? { calls } : whole);
    }
    const written = await writeAnswer(model, {
      question,
      asker,
      mask: thinking.mask,
      before: thread ? thinking.before : undefined,
      previous: standAlone === null ? previous : undefined,
      around: thinking.around,
      found: said,
      onDraft: onDraft && standAlone !== null ? (draft) => onDraft(understoodAs(standAlone, draft)) : onDraft,
    });
    return done({ ...whole, ...(written && { written }) });
  }

  return async (inbound, onDraft) => {
    const { body } = inbound;
    // Telling who somebody is may end their link, which belongs into the turn: so of others it is not even asked.
    if (body.type !== "text" || !mayBeRead(body.text) || !(await talking.known(inbound))) return null;
    const who = await whoIs(inbound);
    if (!who || !("asker" in who)) return who;
    const it = await oneByOne(() => looked(who));
    return it && "thinking" in it ? asked(it, onDraft) : it;
  };
}

const askerOf = ({ id, agency }: Person): Asker => ({ agencyId: agency.id, personId: id, zone: agency.zone });

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
