/*
 * The only file that knows all rooms. How a message meets a capability:
 *
 *   channels/*  → delivery/inbox   stored, then acknowledged
 *   delivery/worker → bot/engine   one turn: find the call
 *   core/perform → features/*      role, input, consent, handle, audit; one transaction
 *   delivery/outbox → courier      planned there, sent once
 *   channels/*  → the person
 *
 * Features, bot, channels and delivery never import each other: what one needs of another is handed over here.
 */
import { existsSync } from "node:fs";
import { peekConversation } from "./bot/conversation.ts";
import { createEngine } from "./bot/engine.ts";
import { forgetTalkCapability } from "./bot/forget-talk.ts";
import { helpCapabilities } from "./bot/help.ts";
import { createLooker } from "./bot/look.ts";
import { createPreparer, type PrepareNeeds } from "./bot/steer/prepare.ts";
import { misheardCapability } from "./bot/voice/misheard.ts";
import { catalogOf } from "./catalog.ts";
import { cityOfAccount } from "./cities.ts";
import type { Capability, Context } from "./core/capability.ts";
import { type Address, conversationOf, type Inbound } from "./core/channel.ts";
import { gather } from "./core/gather.ts";
import type { Agency } from "./core/person.ts";
import { type Clock, localDate, systemClock } from "./core/time.ts";
import type { Database } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import { type OpenDatabase, openDatabase } from "./db/open.ts";
import { demoOff } from "./demo/access.ts";
import { demoAgency } from "./demo/load.ts";
import { dictionaryFiles, syncDictionary } from "./features/competency/dictionary/shipped.ts";
import { surveyFiles, syncSurveys } from "./features/feedback/survey/shipped.ts";
import { answerTo } from "./features/knowledge/ask-policy.ts";
import { filesAt } from "./features/knowledge/folder.ts";
import { createKnowledge, type Knowledge } from "./features/knowledge/knowledge.ts";
import { type FileReport, syncShipped } from "./features/knowledge/library.ts";
import type { ExpectedAnswer } from "./features/knowledge/trial/expectation.ts";
import { questionSet } from "./features/knowledge/trial/question-set.ts";
import { createTrial, type Trial } from "./features/knowledge/trial/trial.ts";
import type { Meaning } from "./features/knowledge/vectors/meaning.ts";
import { agenciesOf } from "./features/people/agencies.ts";
import { identify, knownRoles } from "./features/people/identity.ts";
import { type PurposeTable, purposeTable } from "./features/people/privacy/notice.ts";
import { learningFrom, ownKnowledge, ownOrShipped } from "./learning/learning.ts";
import type { Gateway } from "./llm/gateway.ts";
import type { Transcriber } from "./llm/transcribe.ts";
import type { Log } from "./log.ts";
import { modelAtStart, modelOffer, modelServes } from "./model-at-start.ts";
import { personalDataOf } from "./personal-data.ts";
import type { Config } from "./settings/config.ts";
import { listening, voiceAtStart } from "./voice-at-start.ts";

/** All rows of this deployment live in one cell; a second one is a second deployment unit (see ARCHITECTURE). */
const cell = 1;

export interface App {
  readonly config: Config;
  readonly db: Database;
  readonly kind: OpenDatabase["kind"];
  readonly cell: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly agencies: Agency[];
  /** Those, and the made-up city while guests may choose it. */
  readonly openCities: Agency[];
  /** Whether guests may choose the made-up city, whose catalogue and standards are there to try (F4). */
  showDemo(on: boolean): void;
  readonly knowledge: Knowledge;
  /** The second list, by meaning vectors; null = no endpoint is configured. */
  readonly meaning: Meaning | null;
  /** The only way to a language model; null = none is configured. */
  readonly model: Gateway | null;
  /** The only way of voice notes to an endpoint; null = none is configured. */
  readonly voice: Transcriber | null;
  readonly catalog: Capability[];
  /** The question sets, before anything is published. */
  readonly trial: Trial;
  /** Those question sets. */
  questions(): ExpectedAnswer[];
  /** What is held about people and why, as they are told. */
  readonly purposes: PurposeTable;
  /** The one city of a bot or number; undefined = it serves all. */
  cityOf(to: Pick<Address, "account"> & { channel: string }): string | undefined;
  readonly engine: ReturnType<typeof createEngine>;
  /** Learns in a process of its own what messages are after, or recalls it; what comes meanwhile waits for it, and nothing else does. */
  learnAhead(): Promise<void>;
  /** What the last sync of the shipped folder said; empty if it was not asked for. */
  readonly shipped: FileReport[];
  /** The base was empty when it was opened. */
  readonly fresh: boolean;
  /** A context for a call from outside any talk, e.g. the command line. */
  contextOf(tx: Database, agency: Agency | null): Context;
  close(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  log: Log;
  clock?: Clock;
  /** Where the data is; overrides the configuration (`--data-dir`, tests). */
  where?: Parameters<typeof openDatabase>[0];
  /** `sync` = as at the start of the service; `if-empty` = only into a base without documents; `none`. */
  shipped: "sync" | "if-empty" | "none";
}

const sourceButton = { label: "Lihat bunyi sumber", call: { capability: "show_source", input: {} } };

/** Opens the database, brings it up to date, loads what was shipped, and introduces the rooms to each other. */
export async function openApp({ config, log, clock = systemClock, where, shipped }: AppOptions): Promise<App> {
  const database = await openDatabase(where ?? (config.DATABASE_URL ? { url: config.DATABASE_URL } : { folder: config.DATA_DIR }));
  try {
    await migrate(database.db);
    return await assemble(database, { config, log, clock, shipped });
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function assemble({ db, kind, close }: OpenDatabase, { config, log, clock, shipped }: Required<Omit<AppOptions, "where">>): Promise<App> {
  const folder = config.KNOWLEDGE_DIR ?? ownKnowledge;
  const meaning = await meaningOf(db, config, log, clock);
  const learning = learningFrom(folder);
  const { vocabulary, intents, understanding } = learning;
  // The shipped files are read when first needed, the operator's own now: a slip in them is told at the start, in its own words.
  if (config.KNOWLEDGE_DIR !== undefined) learning.check();
  const knowledge = createKnowledge(vocabulary, intents, meaning);
  const model = await modelAtStart({ db, cell, log, clock, config, intents, read: (name) => ownOrShipped(folder, name) });
  await knowledge.refresh(db);
  const questions = () => questionSet(existsSync(`${folder}/uji`) ? `${folder}/uji` : `${ownKnowledge}/uji`);
  const publishing = createTrial(knowledge, questions);
  const fresh = knowledge.documents === 0;
  const wanted = shipped === "sync" || (shipped === "if-empty" && fresh);
  const reports = wanted ? await syncShipped(db, filesAt(folder), clock()) : [];
  if (shipped !== "none") await syncDictionary(db, cell, dictionaryFiles(), clock());
  if (shipped !== "none") await syncSurveys(db, cell, surveyFiles(), clock());
  for (const it of reports) if (it.result === "refused") log.warn({ file: it.file, reason: it.reason }, "document refused");
  await knowledge.refresh(db);
  const agencies = await agenciesOf(db, config.CITIES);
  const purposes = purposeTable(personalDataOf(config), { chatDays: config.CHAT_RETENTION_DAYS, outside: meaning !== null });
  const catalog: Capability[] = catalogOf(knowledge, purposes, config.PUBLIC_URL ?? `http://localhost:${config.PORT}`);
  catalog.push(forgetTalkCapability, misheardCapability, ...helpCapabilities(() => catalog));
  const cityOf = cityOfAccount(config, agencies);
  const trial: Agency[] = [];
  const showDemo = (on: boolean) => void trial.splice(0, trial.length, ...(on ? [demoAgency] : []));
  const openCities = () => [...agencies, ...trial];
  showDemo(config.DEMO !== "off" && (await demoOff(db, cell, config)) === null);
  const talking = {
    catalog,
    get agencies() {
      return openCities();
    },
    cell,
    identify: (tx: Database, messages: Inbound[], now: Temporal.Instant) => identify(tx, cell, messages, now),
    known: gather((messages: Inbound[]) => knownRoles(db, cell, messages, clock())),
    awaited: async (message: Inbound) => (await peekConversation(db, cell, conversationOf(message.to))).state.asking?.capability,
    fallback: "ask_policy",
    cityOf,
    understanding,
  };
  const find: PrepareNeeds["find"] = async (question, { agency, previous, now }) => {
    const said = await answerTo(knowledge, db, { question, city: agency.slug, asOf: localDate(now, agency.zone), previous });
    return { ...said, passages: said.citations.map(({ passage, label, text }) => ({ id: passage, label, text })) };
  };
  const prepare = model ? createPreparer(talking, { db, clock, model, find, suspects: knowledge.suspects }) : undefined;
  const [offerModel, mayRemember] = model ? [modelOffer(cell), modelServes(cell)] : [];
  const look = model?.models.vision === undefined ? undefined : createLooker(talking, { db, clock, model });
  const voice = await voiceAtStart({ db, cell, log, clock, config });
  const ears = listening(talking, voice, { db, cell, clock, config });
  let learnt = Promise.resolve();
  const learnAhead = (): Promise<void> => {
    learnt = learning.ahead(log);
    return learnt;
  };
  const warm = (text: string): Promise<void> => learnt.then(() => knowledge.warm(text));
  const engine = createEngine(Object.assign(talking, { sourceButton, warm, prepare, offerModel, mayRemember, look, ...ears }));
  const contextOf = (tx: Database, agency: Agency | null): Context => ({
    db: tx,
    cell,
    now: clock(),
    agency,
    agencies,
    person: null,
    conversation: null,
    memory: {},
  });
  meaning?.start();
  const closeAll = async () => {
    await meaning?.close();
    await close();
  };
  return {
    config,
    db,
    kind,
    cell,
    log,
    clock,
    agencies,
    get openCities() {
      return openCities();
    },
    showDemo,
    knowledge,
    meaning,
    model,
    voice,
    catalog,
    trial: publishing,
    questions,
    purposes,
    cityOf,
    engine,
    learnAhead,
    shipped: reports,
    fresh,
    contextOf,
    close: closeAll,
  };
}

/** Only with an endpoint is any of it loaded. */
async function meaningOf(db: Database, config: Config, log: Log, clock: Clock): Promise<Meaning | null> {
  if (config.EMBEDDINGS_URL === undefined) return null;
  const { createMeaning } = await import("./features/knowledge/vectors/meaning.ts");
  return createMeaning({ db, log, clock, url: config.EMBEDDINGS_URL, model: config.EMBEDDINGS_MODEL, key: config.EMBEDDINGS_KEY });
}
